"""Incidents of the secondary school, in Dutch as its people write, the oldest first."""

from incidents.enums import AggressionForm, Kind, MeasureKind, Outcome, Status
from partnership.demo.words.incidents import Story, Worded

VERBAL, NON_VERBAL, PHYSICAL, DIGITAL = AggressionForm
SECONDARY = (
    Story(
        72, "22:10", "esther", "e-mail", (DIGITAL,),
        "Moeder mailde om tien uur 's avonds: 'Een mentor die zo omgaat met mijn zoon hoort achter de kassa.'",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Siham Ouchan"),), child="Hamza Ouchan",
        behaviours=("beledigende berichten",), severity="1", why="Beledigend, eenmalig.", label="mail over mentor",
        outcome=Outcome.ESTABLISHED, came="Moeder belde terug en nam het terug. Esther is tevreden.",
    ),
    Story(
        55, "10:40", "geert", "telefoon", (VERBAL,),
        "Vader zei aan de telefoon: 'Als je hem laat zakken, dan krijg je met mij te maken.'",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Jaap Wiersma"),), child="Jorn Wiersma",
        behaviours=("dreigen met woorden",), severity="1", why="Eén zin, later uitgelegd.", label="cijfer wiskunde",
        outcome=Outcome.NOT_ESTABLISHED, reaction="Ik bedoelde dat ik dan een klacht indien. Zo zei ik het niet goed.",
        came="Vader bedoelde een klacht. Geert kan zich dat voorstellen.",
    ),
    Story(
        37, "17:15", "tobias", "spreekkamer", (VERBAL, NON_VERBAL),
        "In het gesprek schoof meneer de tafel naar mij toe en zei: 'Zeg dat nog eens.' Ik heb het gesprek gestopt.",
        status=Status.EVALUATION, involved=((Kind.RELATIVE, "Sjors Ruiter"),), child="Viktoria Romaniuk",
        behaviours=("dreigend gedrag",), answers={"was_threatened": True}, severity="2", label="gesprek over verzuim",
        why="Bedoeld om bang te maken.", reaction="Ik schoof de tafel weg om op te staan. Het zag er anders uit.",
        measures=(
            Worded(
                "U schoof de tafel naar de mentor toe en zei: 'Zeg dat nog eens.'", 3,
                "Tobias wil een volgend gesprek met iemand erbij.",
                "Meneer voelde zich overvallen door de cijfers over verzuim.",
                "Viktoria heeft belang bij een gewoon gesprek over haar rooster.",
                "Een gesprek past: het was de eerste keer en hij legt het uit.",
                "U stopt het gesprek en maakt een nieuwe afspraak als het te hoog oploopt.",
            ),
        ),
    ),
    Story(
        28, "20:30", "priya", "sociale media", (DIGITAL,),
        "In een groepsapp van ouders staat een foto van mij bij de fietsenstalling, met: 'Hier kun je haar vinden.'",
        status=Status.AFTERCARE, involved=((Kind.GUARDIAN, "Wim Hogenboom"),), child="Niels Hogenboom",
        behaviours=("privégegevens online zetten",), answers={"was_threatened": True, "is_afraid": True}, severity="3",
        experience="Ik ben een week met iemand meegereden.", label="foto in groepsapp",
        why="Een bedreiging; misschien strafbaar.", reaction="Het was een grap. Ik zie nu dat het dat niet was.",
        measures=(
            Worded(
                "U zette een foto van een docent in een groepsapp met de tekst 'Hier kun je haar vinden'.", 5,
                "Priya durfde een week niet alleen naar huis.",
                "Meneer zegt dat hij een grap wilde maken.",
                "Niels is bijna klaar met school en wil er geen last van hebben.",
                "Een gesprek is te licht: iedereen kon haar opzoeken.",
                "U haalt de foto weg en zet niets over medewerkers online.",
                kind=MeasureKind.WRITTEN_WARNING,
            ),
        ),
    ),
    Story(
        20, "11:15", "ilse", "telefoon", (VERBAL,),
        "Mevrouw belde over een gemiste les. Ze riep een paar keer 'Wat een waardeloze school' en hing op.",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Ans Wiersma"),), behaviours=("schreeuwen",), severity="1",
        why="Eén keer, zonder dreiging.", outcome=Outcome.PARTLY, label="telefoon over gemiste les",
        came="Mevrouw was boos over het rooster. De teamleider heeft haar gesproken.",
    ),
    Story(
        12, "16:10", "marc", "gang", (PHYSICAL,),
        "Een vader liep na het gesprek de gang op, schopte een prullenbak om en duwde mij opzij bij de deur.",
        status=Status.AFTERCARE, involved=((Kind.OTHER, "Ricardo Linger"),), child="Aaliyah Mohan",
        behaviours=("duwen",), answers={"was_hurt": True}, severity="2", why="Geduwd, met leerlingen in de buurt.",
        label="duw in de gang",
    ),
    Story(
        3, "19:05", "selma", "ouderapp", (DIGITAL,),
        "In drie kwartier kreeg ik elf berichten. In het laatste staat: 'Ik zet jouw naam en adres op internet, dan "
        "weet iedereen hoe jij met kinderen omgaat.'",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Redouan Ouchan"),), child="Nisrine Ouchan",
        behaviours=("dreigende berichten",), answers={"was_threatened": True}, severity="2",
        why="Een stroom berichten met een dreiging.", label="berichten in de app",
    ),
    Story(
        1, "08:50", "ilse", "ingang", (VERBAL, NON_VERBAL),
        "Een man stond bij de balie en riep: 'Ik ga hier niet weg voor ik die rector heb gesproken.' Hij sloeg twee "
        "keer op de balie.",
        involved=((Kind.UNKNOWN, "Man van rond de vijftig, grijze jas, sleutelbos om zijn nek."),),
        behaviours=("schreeuwen", "dreigend gedrag"), experience="Ik heb de deur naar het kantoor dichtgedaan.",
    ),
)  # fmt: skip
