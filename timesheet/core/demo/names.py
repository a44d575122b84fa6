"""Names of people and places; none of them is meant to be anybody."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    """
    Ada Aisha Alan Ana Andre Anh Bea Ben Bill Bo Carla Carmen Chen Chris Cruz Dana Darius Dee
    Diego Dora Eli Ella Emeka Erin Eva Fatima Finn Gabe Gina Grace Hana Hector Hugo Ida Imani
    Ines Ivan Jada Jamal Jan Joao Josie Juan Kai Karim Kofi Lara Lena Leo Lin Lucia Luis Mai
    Malik Mara Marco Maya Mei Mia Milo Mo Nadia Nia Nico Nils Noor Olga Omar Oscar Pablo Petra
    Pia Priya Quinn Rafa Rana Rita Rosa Ruth Sam Sara Sofia Tam Tara Teo Tess Tomas Uma Vera Vic
    Wanda Will Xavi Yara Yusuf Zoe
    """
)
LAST = _words(
    """
    Abbott Acosta Adeyemi Ali Alvarez Amari Baker Banks Bauer Bell Berg Boone Brandt Brooks Cano
    Castro Chan Cole Costa Cruz Dale Daly Diaz Dixon Duarte Dunn Eaton Ellis Evans Farah Fischer
    Flores Fox Frost Garcia Gibbs Gomez Grant Gray Haas Hale Hall Hart Hayes Hill Holt Huang
    Hunt Ibarra Iqbal Jain James Jensen Jones Kane Kaur Keller Khan Kim King Klein Kovac Lam
    Lane Lee Lim Lopez Lowe Luna Marsh Mbeki Mendez Meyer Miller Mills Mora Moss Nash Ng Nguyen
    Nowak Obi Okafor Olsen Ortiz Osei Otto Park Patel Penn Perez Petit Pham Pike Price Quist
    Ramos Rao Reed Reyes Rossi Roth Ruiz Ryan Salas Santos Sato Shaw Silva Singh Snow Soto Stone
    Tanaka Todd Torres Tran Vance Vargas Vega Vogel Wade Walsh Wang Weber Wells West Wolf Wong
    Wu Yang York Young Zamora Zhou Zuniga
    """
)
PLACES = (
    "Harbour Point", "Mill Street", "Cedar Row", "Union Yards", "Lakeview", "Old Foundry",
    "Elm Square", "Bridgeworks", "North Pier", "Garden Court", "Quarry Lane", "Station Place",
    "Maple Heights", "Riverside", "Tanner's Wharf", "Summit Park", "Chapel Hill", "Kings Landing",
)  # fmt: skip
BUILDERS = ("City of Marlow", "Hale Properties", "Osei & Daughters", "Lakeshore Schools", "Brandt")
PHASES = (
    ("SITE", "Site work"), ("FOUND", "Foundations"), ("FRAME", "Framing"), ("ROOF", "Roofing"),
    ("MEP", "Rough-in"), ("DRY", "Drywall"), ("FIN", "Finishing"),
)  # fmt: skip
CLIENTS = ("Grand Mall", "Ferry Terminal", "Data Park", "County Museum", "Freight Yard")
POSTS = (
    "Main gate", "Lobby", "Dock", "Control room", "North door", "Car park", "Patrol A", "Patrol B",
    "Reception", "Loading bay", "Vault", "Roof", "West gate", "Annex",
)  # fmt: skip
WARDS = ("1 East", "1 West", "2 East", "2 West", "Memory care")
HOMES = ("Willow House", "St. Brigid", "Bayview", "Orchard Home", "Pinecrest")
ACCOUNTS = ("Acme Toys", "Bluebird Shoes", "Copper Kitchen", "Delta Parts", "Evergreen", "Fjord")
JOBS = (("RECV", "Receiving"), ("PICK", "Picking"), ("PACK", "Packing"))


def numbered(names: tuple[str, ...], n: int) -> str:
    """Return the nth of endless names: after the last they begin anew with a number."""
    again = n // len(names)
    return names[n % len(names)] + (f" {again + 1}" if again else "")
