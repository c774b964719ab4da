"""事项卡: everything a clerk may be asked about an item, beside whatever is being done."""

from counter_app.ui.item_card.card import ItemCard

__all__ = ["ItemCard"]
