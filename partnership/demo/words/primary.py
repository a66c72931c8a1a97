"""What teachers of the primary school wrote: short, factual, as if the parent reads along."""

from partnership.demo.words.notes import Note

NICE = tuple(
    Note(text)
    for text in (
        "{name} hielp na de les ongevraagd met opruimen.",
        "Bij het buitenspelen zorgde {name} dat iedereen mee kon doen.",
        "{name} had alle sommen van de tafel van 7 goed en was daar zichtbaar trots op.",
        "{name} maakte een mooie tekening voor een klasgenoot die vandaag jarig was.",
        "In de kring vertelde {name} rustig en duidelijk over het weekend. De hele klas luisterde.",
        "{name} vroeg vandaag zelf om uitleg. Dat vonden we een knappe stap.",
        "{name} werkte de hele ochtend door aan het werkstuk over vulkanen.",
        "{name} maakte een ruzie op het plein zelf goed, met een hand en een grapje.",
        "De spreekbeurt van {name} over de brandweer ging heel goed. De klas had veel vragen.",
        "{name} heeft de planten in de klas de hele week verzorgd.",
        "{name} zong bij muziek een stukje alleen. Een paar weken geleden durfde dat nog niet.",
        "{name} had het dictee helemaal goed, op één woord na.",
        "{name} bedacht een slimme oplossing toen het karton op was.",
        "Bij het voorlezen aan de kleuters was {name} heel geduldig.",
        "{name} deed mee aan het schaaktoernooi en feliciteerde de winnaar als eerste.",
        "{name} legde een moeilijke som zo goed uit dat twee klasgenoten die nu ook snappen.",
        "In het museum stelde {name} de beste vraag van de dag.",
        "{name} hield deze week het klassendagboek bij. Het ziet er heel verzorgd uit.",
        "{name} las vandaag voor het eerst een hele bladzijde hardop voor aan de klas.",
        "De overblijfkracht gaf {name} een compliment: altijd beleefd aan tafel.",
        "{name} nam een klasgenoot mee in het spel die alleen stond.",
        "{name} heeft het eerste boek van de leeskring uit en vertelde er enthousiast over.",
        "{name} hield vol bij handvaardigheid, ook toen het twee keer mislukte.",
        "De groep koos {name} voor de leerlingenraad. De toespraak was kort en grappig.",
        "{name} heeft in twee weken alle plaatsen van de topokaart geleerd.",
        "{name} zat vandaag naast een nieuwe klasgenoot en liet de hele school zien.",
    )
)
NICE_YOUNG = tuple(
    Note(text)
    for text in (
        "{name} bouwde vandaag samen met twee anderen een toren die hoger was dan de juf.",
        "{name} deed vandaag helemaal zelf de jas en de schoenen aan.",
        "{name} vertelde in de kring wat er in het prentenboek gebeurde.",
        "{name} telde alle kastanjes in de bak: het waren er 31.",
        "{name} schreef voor het eerst de eigen naam zonder voorbeeld.",
        "{name} gaf vanmorgen vrolijk een hand bij de deur en ging meteen spelen.",
        "In de huishoek deelde {name} alles eerlijk uit.",
        "{name} speelde op het plein met een kind uit de andere groep.",
    )
)
START_TALKS = (
    Note(
        "Startgesprek. {name} had het naar de zin in de vakantie en heeft zin in het nieuwe jaar. We houden contact "
        "via de app, en we bellen als er iets belangrijks is."
    ),
    Note("Startgesprek. Thuis bouwt en tekent {name} graag. Ouders horen het liefst kort op het plein hoe het gaat."),
    Note("Startgesprek. {name} wil dit jaar leren om voor de klas iets te vertellen. Ouders helpen thuis met oefenen."),
    Note("Startgesprek. Thuis wordt veel voorgelezen. Ouders willen graag weten welke boeken passen."),
    Note("Startgesprek. Afgesproken dat we elke zes weken even bellen, ook als het gewoon goed gaat."),
    Note(
        "Startgesprek met {name} erbij. {name} vertelde zelf wat goed gaat: rekenen. Lastig is nog: op tijd beginnen.",
        with_pupil=True,
    ),
)
START_TALKS_YOUNG = tuple(
    Note(text)
    for text in (
        "Startgesprek. Thuis bouwt en tekent {name} graag. Ouders horen het liefst kort op het plein hoe het gaat.",
        "Startgesprek. {name} moest even wennen aan de grote groep en zwaait nu vrolijk bij het raam.",
        "Startgesprek. Thuis wordt veel voorgelezen. Ouders willen graag weten welke boeken passen.",
        "Startgesprek. {name} speelt graag buiten. Afgesproken dat we in het najaar weer even bijpraten.",
    )
)
ORDINARY = tuple(
    Note(text)
    for text in (
        "Gesproken over hoe het gaat in de klas. {name} heeft een fijne plek in de groep.",
        "Verteld welke boeken passen bij het leesniveau van {name}.",
        "Ouder vroeg hoe het huiswerk werkt. Uitgelegd dat er op maandag een blad meegaat.",
        "Gesproken over de tien-minutengesprekken. Een vast moment aan het eind van de middag past het best.",
        "Ouder gaf door dat {name} op dinsdag door oma wordt opgehaald.",
        "Besproken wat {name} meeneemt naar de excursie: lunch, drinken en een regenjas.",
        "Even bijgepraat. Thuis vertelt {name} veel over school.",
        "Ouder vroeg naar de rekenmethode. Uitgelegd hoe het werkboek is opgebouwd.",
        "Gesproken over de nieuwe plek in de klas. {name} zit daar goed.",
        "Ouder wil graag helpen bij de projectweek. Naam op de lijst gezet.",
        "Verteld dat {name} nu in het groepje voor extra rekenwerk zit, en waarom.",
        "Gesproken over zwemles onder schooltijd en wanneer de bus vertrekt.",
        "Ouder vroeg hoe {name} speelt in de pauze. Verteld met wie en waarmee.",
        "De eerste toetsen besproken. De uitslag past bij wat we in de klas zien.",
        "Gesproken over spullen die kwijt waren. De tas is terug gevonden bij de gymzaal.",
        "Besproken welk werk {name} kan laten zien op de kijkmiddag.",
    )
)
ORDINARY_YOUNG = tuple(
    Note(text)
    for text in (
        "Gesproken over afscheid nemen bij de deur. Kort zwaaien bij het raam werkt voor {name} het best.",
        "Ouder gaf door dat {name} op dinsdag door oma wordt opgehaald.",
        "Verteld met wie {name} graag in de bouwhoek speelt.",
        "Ouder wil graag helpen bij het knutselen. Naam op de lijst gezet.",
        "Gesproken over reservekleren. {name} krijgt een eigen tasje aan de kapstok.",
        "Besproken wat {name} meeneemt naar de kinderboerderij: laarzen en een jas.",
    )
)
WITH_AGREEMENT = (
    Note(
        "Gesproken over lezen. Op school wil {name} graag, thuis komt het er weinig van. Samen gezocht naar een vast "
        "moment.",
        staff="Elke week een boek meegeven dat past bij {name}",
        guardian="Elke avond tien minuten samen lezen, na het eten",
    ),
    Note(
        "Gesproken over de tafels. {name} kent ze tot en met 5.",
        staff="Oefenblad met de tafels meegeven",
        pupil="De tafel van 6 oefenen en laten horen in de klas",
    ),
    Note(
        "Ouder vroeg om vaker te horen hoe het gaat.",
        staff="Over twee weken bellen met een kort bericht",
    ),
    Note(
        "De spreekbeurt voorbereid: {name} kiest een onderwerp en maakt vijf plaatjes.",
        staff="Het voorbeeld van de opbouw meegeven",
        pupil="Een onderwerp kiezen voor de spreekbeurt",
    ),
)
CONCERNS = (
    Note(
        "Verteld dat {name} de laatste weken stil is in de kring. Ouder herkent dit en praat er thuis over.",
        staff="Bellen om te horen hoe het thuis gaat",
        guardian="Aan {name} vragen wat er anders is in de klas",
    ),
    Note(
        "Gesproken over ruzies in de pauze. Er waren er deze week drie. {name} vertelde zelf wat er gebeurde.",
        staff="In de pauze samen een spel afspreken en na een week bellen",
        guardian="Thuis vragen hoe de pauze ging",
    ),
    Note(
        "Het rekenen gaat moeizaam: {name} slaat sommen over. We proberen het met kleinere stukken werk.",
        staff="Drie keer per week extra uitleg in een klein groepje",
        pupil="Een vraag stellen als een som niet lukt",
    ),
    Note(
        "{name} kwam vijf keer na de bel binnen. Ouder vertelt dat de ochtenden druk zijn.",
        staff="Na twee weken samen kijken of het lukt",
        guardian="Om kwart over acht van huis gaan",
    ),
    Note(
        "Verteld dat {name} graag snel klaar is en dan werk overslaat. Samen nakijken met een klasgenoot helpt.",
        staff="Een maatje kiezen voor het nakijken",
    ),
    Note(
        "Gesproken over lezen: {name} leest langzamer dan verwacht. De intern begeleider kijkt mee.",
        staff="Een gesprek plannen met de intern begeleider erbij",
        guardian="Drie keer per week samen hardop lezen",
    ),
    Note(
        "{name} speelt de laatste tijd vaak alleen. Ouder wil graag dat we een maatje zoeken.",
        staff="Een maatje zoeken voor de pauze",
    ),
)
CONCERNS_YOUNG = (
    Note(
        "Gesproken over spelen in de kleine kring. {name} kijkt nog vaak van een afstand.",
        staff="Elke dag een spelletje met twee andere kinderen",
        guardian="Een klasgenoot uitnodigen om te spelen",
    ),
    Note(
        "{name} vindt opruimen en wisselen lastig. Met een plaatje van de dag gaat het beter.",
        staff="De dagkaarten ook voor thuis meegeven",
    ),
    Note(
        "Gesproken over de taal. {name} begrijpt veel en praat nog weinig in de groep.",
        staff="Woorden van het thema meegeven op papier",
        guardian="Samen de platen van het thema bekijken en erover praten",
    ),
)
WRITTEN = tuple(
    Note(text)
    for text in (
        "Bericht gestuurd: {name} vergat de gymtas, graag donderdag meegeven.",
        "Drie momenten gestuurd voor een gesprek over de eerste weken.",
        "Een foto van het werkstuk van {name} gestuurd, met een compliment.",
        "Gemaild dat het boek van de bibliotheek morgen terug moet.",
        "Bericht gestuurd dat de groep vrijdag om 12 uur vrij is, omdat deze ouder niet in de groepsapp zit.",
        "Gevraagd wie {name} ophaalt na de excursie.",
    )
)
TRIED = tuple(
    Note(text)
    for text in (
        "Gebeld om kennis te maken, geen gehoor.",
        "Gebeld over het startgesprek. Voicemail ingesproken met het nummer van school.",
        "Gebeld, geen gehoor. Ik probeer het een andere keer na 18 uur.",
        "Er was een gesprek op school afgesproken. Er kwam niemand, ik bel voor een nieuw moment.",
    )
)
GYM = tuple(
    Note(text)
    for text in (
        "{name} durfde vandaag voor het eerst over de kast te springen.",
        "{name} was een eerlijke scheidsrechter bij trefbal.",
        "Verteld dat er een nieuwe sportles is op woensdagmiddag, omdat {name} daarnaar vroeg.",
        "{name} hielp bij het klaarzetten van de toestellen en lette goed op de kleinere kinderen.",
    )
)
# In the order of the year, the last first.
LAST_YEAR = tuple(
    Note(text)
    for text in (
        "Gesproken over de overgang naar de volgende groep. {name} heeft er zin in.",
        "Verteld dat {name} bij de musical een hele rol uit het hoofd kende.",
        "Gesprek over het rapport. {name} is gegroeid met rekenen en heeft vriendjes gevonden.",
        "Verteld dat {name} aan de beurt was als hulp van de week en dat heel serieus nam.",
        "Nagepraat over de presentatie van {name} bij het project over water.",
        "Verteld dat {name} een nieuwe klasgenoot wegwijs maakte.",
    )
)
