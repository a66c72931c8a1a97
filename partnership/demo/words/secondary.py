"""What mentors and subject teachers of the secondary school wrote."""

from partnership.demo.words.notes import Note

NICE = tuple(
    Note(text)
    for text in (
        "{name} gaf een rondleiding op de open middag en kreeg veel complimenten.",
        "{name} staat voor alle vakken voldoende en heeft daar hard voor gewerkt.",
        "{name} hielp een klasgenoot die de planning kwijt was.",
        "De presentatie van {name} in de mentorles was sterk: rustig, duidelijk en met humor.",
        "{name} heeft zelf een inhaalplan gemaakt en houdt zich daaraan.",
        "{name} is gekozen in de leerlingenraad.",
        "{name} kwam op voor een klasgenoot, op een rustige manier.",
    )
)
TRIAD_TALKS = tuple(
    Note(text, with_pupil=True)
    for text in (
        "Driehoeksgesprek. {name} leidde het gesprek en vertelde wat goed gaat en wat beter kan.",
        "Driehoeksgesprek. Doel van {name}: elke dag de agenda bijwerken. Ouder vraagt niet meer naar huiswerk.",
        "Driehoeksgesprek. We spraken over vrienden, fietsen naar school en het rooster. {name} voelt zich op de plek.",
        "Driehoeksgesprek. {name} wil graag meer uitdaging bij wiskunde. We zoeken dat samen uit.",
    )
)
ORDINARY = tuple(
    Note(text)
    for text in (
        "Uitgelegd hoe cijfers worden gewogen en waar ouders die kunnen zien.",
        "Besproken hoe {name} de toetsweek voorbereidt.",
        "Ouder vroeg hoe het gaat in de klas. {name} voelt zich er thuis.",
        "Gesproken over het rooster en de tussenuren. {name} werkt dan in het studieplein.",
    )
)
ORDINARY_LOWER = (
    *ORDINARY,
    Note("Ouder vroeg naar het brugklaskamp. De brief komt volgende week."),
    Note("Gesproken over fietsen naar school. {name} rijdt nu mee met twee klasgenoten."),
    Note("Besproken hoe {name} de tas en de agenda op orde houdt."),
)
ORDINARY_UPPER = (
    *ORDINARY,
    Note("Gesproken over de keuze van een studie. {name} twijfelt nog en praat met de decaan."),
    Note("Gesproken over de stage in de laatste periode. {name} heeft twee plekken op het oog."),
    Note("Uitgelegd hoe het examenprogramma is opgebouwd en welke toetsen meetellen."),
)
CONCERNS = (
    Note(
        "{name} leverde vier keer het huiswerk niet in. Ouder wist dit niet en praat erover.",
        staff="Over twee weken bellen over het huiswerk",
        guardian="Op zondag samen de planning bekijken",
        pupil="Het gemiste werk inleveren",
    ),
    Note(
        "Gesproken over te laat komen: zes keer deze maand. {name} vertelt dat de bus vaak vol is.",
        staff="Met de teamleider kijken naar een latere start op dinsdag",
        pupil="Een bus eerder nemen",
    ),
    Note(
        "De cijfers zakken bij drie vakken. {name} wil zelf weer grip krijgen.",
        staff="Een studiecoach vragen",
        pupil="Elke dag een uur in het studieplein werken",
    ),
    Note(
        "{name} zit vaak alleen in de pauze. Ouder vroeg wat school kan doen.",
        staff="Met {name} praten over de pauzes en laten weten wat eruit komt",
    ),
)
SUBJECT_NICE = tuple(
    Note(text)
    for text in (
        "{name} haalde een 8,6 voor de toets, een groei van twee punten.",
        "{name} hielp in de les drie klasgenoten met de opdracht.",
        "Verteld dat {name} actief meedoet in de les en goede vragen stelt.",
        "{name} mag meedoen aan de olympiade van dit vak.",
    )
)
SUBJECT_ORDINARY = tuple(
    Note(text)
    for text in (
        "Gesproken over de toets die werd gemist. {name} haalt die donderdag in.",
        "Gebeld omdat het boek nog niet binnen is. {name} leent een boek van school.",
        "Gesproken over de praktische opdracht. {name} werkt nu samen met een ander tweetal.",
    )
)
SUBJECT_CONCERNS = (
    Note(
        "{name} staat een 4,8 voor dit vak. We hebben besproken waar het misgaat: de opgaven worden niet nagekeken.",
        staff="Na de volgende toets laten weten hoe het ging",
        pupil="Elke week de opgaven nakijken en laten zien",
    ),
    Note(
        "{name} vond het in drie lessen lastig om stil te werken. Een plek vooraan helpt.",
        staff="Over twee weken bellen hoe het gaat in de les",
    ),
)
WRITTEN = tuple(
    Note(text)
    for text in (
        "Gemaild met de data van de toetsweek en de tip om op tijd te beginnen.",
        "Bericht gestuurd dat {name} donderdag het eerste uur vrij is.",
        "Gemaild waar de samenvatting van het hoofdstuk staat.",
    )
)
TRIED = tuple(
    Note(text)
    for text in (
        "Gebeld om het driehoeksgesprek af te spreken, geen gehoor.",
        "Gebeld, geen gehoor. Ik stuur ook een bericht met het nummer van de mentor.",
    )
)
ADULT = tuple(
    Note(text)
    for text in (
        "Gesprek met {name} zelf over de planning tot het examen. {name} beslist wat thuis wordt verteld.",
        "{name} vertelde zelf over de keuze voor een studie. De open dag staat in de agenda.",
    )
)
# In the order of the year, the last first.
LAST_YEAR = tuple(
    Note(text)
    for text in (
        "Gesproken over de overgang naar 5 havo. {name} gaat over met een duidelijk plan.",
        "{name} deed mee aan het debat van alle scholen en haalde de finale.",
        "Gesproken over de keuze van vakken. {name} ruilt een vak en is daar blij mee.",
        "{name} hielp het sportfeest te organiseren en hield het hoofd koel.",
    )
)
