"""Incidents of the primary school, in Dutch as its people write, the oldest first."""

from incidents.enums import AggressionForm, Kind, MeasureKind, MeasureState, Outcome, PassedOn, Status
from partnership.demo.words.incidents import Story, Worded

VERBAL, NON_VERBAL, PHYSICAL, DIGITAL = AggressionForm
PRIMARY = (
    Story(
        86, "08:20", "chantal", "buiten school", (VERBAL,),
        "Ik vroeg een vader om niet op de stoep te parkeren. Hij riep uit de auto: 'Bemoei je met je eigen zaken, "
        "trut.' Daarna reed hij weg.",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Ruud Molenaar"),), behaviours=("schelden",), severity="1",
        why="Eén keer gescholden, zonder dreiging.", label="parkeren op de stoep", outcome=Outcome.ESTABLISHED,
        reaction="Ik had haast en zei het veel te hard. Sorry daarvoor.",
        came="Vader belde zelf met excuses. Chantal vindt het zo goed.",
    ),
    Story(
        79, "15:10", "emine", "lokaal", (VERBAL, NON_VERBAL),
        "Vader sloeg met zijn vlakke hand op mijn bureau en zei: 'Jij regelt nu dat Bo bij haar vriendin komt, anders "
        "zorg ik dat jij hier weg bent.' Hij bleef in de deuropening staan toen ik weg wilde lopen.",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Koen Vermeulen"),), child="Bo Vermeulen",
        behaviours=("dreigend gedrag", "dreigen met woorden"), answers={"was_threatened": True},
        experience="Ik durfde even niet langs hem heen.", severity="2", label="groepsindeling",
        why="Bedoeld om bang te maken, en de weg versperd.", outcome=Outcome.ESTABLISHED,
        reaction="Ik was boos over de indeling. Op de tafel slaan had ik niet moeten doen.",
        measures=(
            Worded(
                "U sloeg met uw hand op het bureau, dreigde met gevolgen en versperde de deur.", 3,
                "Emine wil weer veilig alleen in haar lokaal kunnen werken.",
                "Vader maakte zich zorgen over zijn dochter en werd laat ingelicht.",
                "Bo moet gewoon naar school kunnen, zonder er tussen te staan.",
                "Een gesprek is genoeg: het was de eerste keer en vader erkent het.",
                "U maakt een afspraak als u iets wilt bespreken, en u blijft rustig.",
            ),
        ),
        came="Gesprek over gedragsregels gehouden, afspraken gemaakt, Emine wilde erbij zijn.",
    ),
    Story(
        70, "12:05", "wilma", "telefoon", (VERBAL,),
        "Een man belde en zei: 'Geef me die directeur, of ik kom langs.' Hij wilde geen naam geven en hing op.",
        status=Status.CLOSED, involved=((Kind.UNKNOWN, "Man aan de telefoon, zware stem, gaf geen naam."),),
        behaviours=("dreigen met woorden",), severity="1", why="Eén keer, de bedoeling is niet duidelijk.",
        label="anonieme beller", outcome=Outcome.WITHDRAWN,
        came="Bleek een leverancier met een openstaande rekening. Wilma trekt de melding in.",
    ),
    Story(
        62, "20:15", "lotte", "ouderapp", (DIGITAL,),
        "Drie berichten achter elkaar. In het laatste staat: 'U bent gewoon te dom om les te geven, en dat weet "
        "iedereen hier.'",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Theo Bosman"),), child="Kyra Bosman",
        behaviours=("beledigende berichten",), severity="1", why="Beledigend, geen dreiging, gestopt na een antwoord.",
        label="berichten in de app", outcome=Outcome.PARTLY,
        came="Vader herkent twee van de drie berichten. Afgesproken dat hij belt in plaats van schrijft.",
    ),
    Story(
        48, "08:40", "hans", "ingang", (NON_VERBAL,),
        "Een vader liep zonder te bellen achter een andere ouder aan naar binnen en stond te wachten in de gang. Hij "
        "zei: 'Ik wil nu weten wat er met mijn zoon is.'",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Edwin Groen"),), child="Luuk Groen",
        behaviours=("zonder toestemming binnenkomen",), severity="1", why="Geen dreiging; vader was bezorgd.",
        label="zonder afspraak binnen", outcome=Outcome.PASSED_ON, passed_on=PassedOn.COMPLAINT,
        came="Het gaat om een klacht over informatie. De klacht ligt bij de directeur, dit is afgerond.",
    ),
    Story(
        41, "19:30", "bram", "sociale media", (DIGITAL,),
        "Op een openbare pagina staat een filmpje van de gymles, met mijn gezicht. Eronder: 'Zo gaat deze man met onze "
        "kinderen om.' De vader van Tess zei aan de telefoon dat hij het had geplaatst.",
        status=Status.EVALUATION, involved=((Kind.GUARDIAN, "Jurgen Boersma"),), child="Tess Boersma",
        behaviours=("filmen zonder toestemming", "privégegevens online zetten"), answers={"is_afraid": True},
        experience="Ik werd er in de supermarkt op aangesproken.", severity="2", label="filmpje van de gymles",
        why="Gericht op één collega en door veel mensen gezien.",
        reaction="Ik vond dat mijn dochter te hard werd aangepakt. Ik had het niet online moeten zetten.",
        measures=(
            Worded(
                "U filmde de gymles en zette het filmpje met naam en gezicht op internet.", 5,
                "Bram wil niet herkenbaar online staan en wil rustig kunnen lesgeven.",
                "Vader wilde laten zien hoe het er volgens hem aan toe gaat.",
                "Tess en de andere kinderen staan ook in beeld.",
                "Alleen een gesprek is te licht: het filmpje is honderden keren bekeken.",
                "U haalt het filmpje weg en filmt niet meer in en om de school.",
                kind=MeasureKind.WRITTEN_WARNING,
            ),
        ),
    ),
    Story(
        33, "16:20", "joris", "spreekkamer", (VERBAL,),
        "In het gesprek over de toetsen zei moeder twee keer hard: 'U bent een leugenaar.' Ze stond op en bleef praten "
        "toen ik vroeg of ze wilde gaan zitten.",
        status=Status.REOPENED, involved=((Kind.GUARDIAN, "Mireille Otten"),), child="Emma Verbeek",
        behaviours=("beschuldigen",), severity="1", why="Een moeizaam gesprek, zonder dreiging.",
        label="gesprek over toetsen", outcome=Outcome.NOT_ESTABLISHED,
        reaction="Ik was het niet met hem eens en dat mag ik zeggen. Gescholden heb ik niet.",
        came="Joris en moeder vertellen het verschillend. Er was niemand bij.",
        asks=("ruben", "Ik vind het wel over de grens. Wil je ook met mij praten?"),
    ),
    Story(
        24, "15:20", "wilma", "telefoon", (VERBAL,),
        "Meneer belde over de rekening van het schoolreisje. Hij schreeuwde: 'Jullie zijn allemaal oplichters' en "
        "'Mens, snap je dan helemaal niks'. Ik zei dat ik zou ophangen als hij bleef schreeuwen. Daarna hing hij op.",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Dennis Jansen"),), behaviours=("schreeuwen", "beledigen"),
        experience="Ik was er even stil van. Na een kop thee ging het weer.", severity="1",
        why="Eén keer, zonder dreiging. Het stopte zelf.", outcome=Outcome.ESTABLISHED, label="rekening schoolreisje",
        came="Vader is gebeld en erkent dat hij schreeuwde. De rekening klopte niet en is aangepast.",
    ),
    Story(
        16, "08:25", "hans", "ingang", (PHYSICAL, VERBAL),
        "Ik vroeg meneer om buiten het hek te wachten. Hij zei: 'Aan de kant jij' en duwde me met twee handen tegen "
        "het hek. Daarna liep hij door naar het lokaal.",
        status=Status.AFTERCARE, involved=((Kind.GUARDIAN, "Ferry de Roos"),), child="Luuk Groen", witnesses=("wilma",),
        behaviours=("duwen",), answers={"was_hurt": True, "police_called": False, "has_injury": False},
        experience="Mijn schouder deed een dag zeer. Ik sta liever niet alleen bij het hek.", severity="3",
        why="Lichamelijk geweld tegen een collega, met kinderen erbij.", label="duw bij het hek",
        accounts=(("wilma", "Ik zag door het raam dat Hans achteruit tegen het hek viel. De man liep door."),),
        reaction="Hij stond in de weg en pakte mijn arm. Duwen was niet goed.",
        measures=(
            Worded(
                "U duwde een medewerker met twee handen tegen het hek en liep zonder toestemming door.", 4,
                "Hans wil dat duidelijk is dat dit nooit mag.",
                "Meneer had haast, zei hij, en schrok zelf ook.",
                "Luuk stond erbij. Hij moet gewoon gebracht en gehaald kunnen worden.",
                "Eerst een gesprek op school, meteen de dag erna.",
                "U wacht buiten het hek en belt aan als u iemand wilt spreken.",
            ),
            Worded(
                "U duwde een medewerker met twee handen tegen het hek. Kinderen stonden erbij.", 4,
                "Hans wil zijn werk bij het hek weer zonder zorgen doen.",
                "Meneer heeft zijn kant verteld en werkt mee aan de afspraken.",
                "Luuk mag hier geen last van hebben: brengen en halen gaat gewoon door, bij het hek.",
                "Alleen een gesprek is te licht bij lichamelijk geweld; een verbod is nu te zwaar.",
                "U raakt niemand aan, wacht buiten het hek en maakt een afspraak als u iets wilt bespreken.",
                kind=MeasureKind.WRITTEN_WARNING, state=MeasureState.DECIDED,
                earlier_warning="Er was eerder een gesprek over gedragsregels, na hetzelfde voorval.",
            ),
        ),
    ),
    Story(
        13, "16:30", "ingrid", "spreekkamer", (VERBAL, NON_VERBAL),
        "In een gesprek met Fatima en Ruben schoof vader zijn stoel achteruit, ging over de tafel hangen en zei: 'Ik "
        "sleep jullie alle drie voor de rechter en ik zorg dat jullie namen in de krant komen.'",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Theo Bosman"),), affected=("fatima", "ruben"),
        behaviours=("dreigend gedrag",), answers={"was_threatened": True}, severity="2", label="gesprek met de leiding",
        why="Gericht op de hele leiding; daarom ligt het bij het bestuur.",
    ),
    Story(
        9, "14:40", "chantal", "plein", (VERBAL, NON_VERBAL),
        "Twee ouders stonden op het plein tegen elkaar te schreeuwen over wie er vandaag ophaalt. Abel stond ertussen. "
        "Ik heb Abel mee naar binnen genomen.",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Helma Martens"), (Kind.GUARDIAN, "Wim Martens")),
        child="Abel Martens", behaviours=("schreeuwen",), severity="1", label="ruzie bij het ophalen",
        why="Onderling, niet tegen een collega; wel waar kinderen bij waren.", is_told=True,
    ),
    Story(
        9, "14:42", "anneke", "plein", (VERBAL,),
        "Een vader en moeder van groep 3 ruzieden hard op het plein. De kleuters bleven staan kijken. Chantal haalde "
        "het jongetje weg.",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Helma Martens"), (Kind.GUARDIAN, "Wim Martens")),
        is_witness=True, affected=("chantal",), behaviours=("schreeuwen",), severity="1", label="ruzie bij het ophalen",
        why="Dezelfde gebeurtenis als de melding van Chantal.", is_told=True, joins=True,
    ),
    Story(
        6, "17:50", "marieke", "e-mail", (DIGITAL,),
        "Vader mailde mij: 'Als het onderzoek weer niet doorgaat, dan zul je merken wat er gebeurt. Ik weet je te "
        "vinden.' De mail ging ook naar de directeur.",
        status=Status.MEASURE, involved=((Kind.GUARDIAN, "Jasper Verbeek"),), child="Emma Verbeek",
        behaviours=("dreigende berichten",), answers={"was_threatened": True}, severity="2",
        experience="Ik heb mijn dochter gevraagd mij op te halen.", label="mail over onderzoek",
        why="Een bedreiging, gericht op één collega.",
        measures=(
            Worded(
                "U schreef in een mail aan een medewerker: 'Ik weet je te vinden.'", 3,
                "Marieke voelt zich onveilig op weg naar huis.",
                "Vader wacht al lang op een onderzoek.",
                "Emma heeft belang bij rust tussen haar ouders en de school.",
                "Een gesprek alleen is te licht voor een bedreiging.",
                "U belt de directeur als iets te lang duurt, en u bedreigt niemand.",
                kind=MeasureKind.WRITTEN_WARNING, state=MeasureState.DRAFT, author="ingrid",
            ),
        ),
    ),
    Story(
        5, "14:40", "chantal", "plein", (VERBAL, NON_VERBAL),
        "Een moeder en Fatima spraken elkaar op het plein. De moeder kwam heel dicht bij haar staan en zei hard: "
        "'Jij hoort geen directeur te zijn.' Fatima deed een stap terug en de moeder deed een stap naar voren.",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Agnieszka Kowalczyk"),), affected=("fatima",),
        is_witness=True, behaviours=("te dichtbij komen", "beledigen"), severity="1",
        why="Eén keer, het stopte toen er anderen bij kwamen.", label="gesprek op het plein",
    ),
    Story(
        2, "21:40", "sanne", "e-mail", (DIGITAL, VERBAL),
        "Ik kreeg 's avonds een mail. Er staat: 'Als jij mijn zoon nog één keer na laat blijven, dan weet ik waar jouw "
        "auto staat.' De mail is ook aan Joris gestuurd.",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Mark de Vries"),), child="Sem de Vries",
        witnesses=("joris",), behaviours=("dreigende berichten",), answers={"was_threatened": True, "is_afraid": True},
        experience="Ik heb slecht geslapen en heb mijn auto om de hoek gezet.", severity="2",
        why="Een bedreiging, gericht op één collega.", label="mail over nablijven",
        shared=(("marieke", "Jij spreekt moeder deze week over Sem en moet weten dat er iets speelt."),),
    ),
    Story(
        1, "12:30", "bram", "gang", (PHYSICAL, VERBAL),
        "De vader van Lars kwam de gymzaal uit en gooide een tas tegen de muur, een meter naast mij. Hij riep: 'Dit is "
        "de laatste keer.'",
        involved=((Kind.GUARDIAN, "Dennis Jansen"),), child="Lars Jansen", behaviours=("gooien met spullen",),
        answers={"was_threatened": True}, experience="Ik stond te trillen, en moest daarna gewoon lesgeven.",
    ),
    Story(
        0, "", "anneke", "ingang", (VERBAL,),
        "Een oudere vrouw haalde een kleuter op. Ik zei dat ik haar niet kende en de moeder wilde bellen. Ze riep: "
        "'Stelletje idioten, ik ben zijn oma' en trok het kind aan zijn jas mee.",
        involved=((Kind.UNKNOWN, "Oudere vrouw, groene regenjas, rode fiets met kinderzitje. Zei dat ze de oma is."),),
        behaviours=("schelden",), experience="Ik schrok vooral voor het kind.",
    ),
)  # fmt: skip
