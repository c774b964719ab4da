"""Paper (文书): what is handed over a counter, as frozen values and as PDF.

``paper`` holds the values, ``render`` turns one into a PDF, ``preview`` a PDF into pictures.
ReportLab and pdfium are imported when the first document is drawn, not with this room.
"""
