"""出件: hand results out. Scan the receipt, see what to hand over, F9."""

from counter_app.ui.pages.delivery.page import DeliveryPage

PAGE = DeliveryPage

__all__ = ["PAGE", "DeliveryPage"]
