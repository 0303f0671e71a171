"""The invented words of the demo city: people, clients, needs. Pure and seeded; no database.

Nothing here is real: no person, no company, no document number. Place names are arguments.
"""

from .cases import NeedWords, UnknownLeaf, likelihood, make_need
from .companies import Clients, ClientWords
from .people import OfficialWords, Phones, contact_post, make_official, person_name
from .sketches import ClientSketch, Place

__all__ = [
    "ClientSketch",
    "ClientWords",
    "Clients",
    "NeedWords",
    "OfficialWords",
    "Phones",
    "Place",
    "UnknownLeaf",
    "contact_post",
    "likelihood",
    "make_need",
    "make_official",
    "person_name",
]
