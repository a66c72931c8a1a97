"""Invented names: first and last names that are common in the Netherlands, put together by chance."""

from dataclasses import dataclass

NAME_PREFIXES = ("van der ", "van den ", "van de ", "van ", "de ", "den ", "ter ", "ten ", "in 't ")


def listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def name_parts(full_name: str) -> dict[str, str]:
    """Split "Sem de Vries" into the columns of a name. The first word is the first name."""
    first, _, rest = full_name.partition(" ")
    prefix = next((prefix for prefix in NAME_PREFIXES if rest.startswith(prefix)), "")
    return {"first_name": first, "prefix": prefix.strip(), "last_name": rest.removeprefix(prefix)}


@dataclass(frozen=True)
class Community:
    """Families who share a home language; `share` in 100 of the families that are drawn."""

    language: str
    share: int
    interpreters: int  # in 100 of its families
    children: tuple[str, ...]
    mothers: tuple[str, ...]
    fathers: tuple[str, ...]
    last_names: tuple[str, ...]


DUTCH = Community(
    language="nl",
    share=58,
    interpreters=0,
    children=listed(
        "Anna, Bas, Benthe, Boaz, Bo, Bram, Britt, Cas, Charlotte, Dewi, Dirk, Eline, Elin, Esmee, Eva, Evi, Faas, "
        "Femke, Fien, Floor, Floris, Freek, Gijs, Guusje, Hannah, Hidde, Hugo, Indy, Jasmijn, Jelle, Jens, Jesse, "
        "Jip, Job, Jonas, Joris, Jurre, Kate, Koen, Lars, Levi, Lisa, Liv, Loïs, Lotte, Louise, Lucas, Luna, Maartje, "
        "Maud, Max, Mees, Merel, Mila, Milan, Moos, Naomi, Niek, Nienke, Noor, Noud, Olivia, Pepijn, Pim, Puck, "
        "Quinn, Roos, Ruben, Saar, Sanna, Siem, Sophie, Stijn, Suze, Sven, Teun, Tobias, Tygo, Veerle, Vince, Wout, "
        "Xavi, Zoë"
    ),
    mothers=listed(
        "Annemiek, Astrid, Bianca, Carolien, Daphne, Debby, Ellen, Esther, Femke, Floor, Hanneke, Ilse, Inge, Irene, "
        "Jolanda, Karin, Kirsten, Leonie, Lianne, Maaike, Manon, Marit, Marloes, Mirjam, Monique, Nicole, Petra, "
        "Renske, Rianne, Rosa, Sabine, Saskia, Simone, Suzanne, Tamara, Tessa, Wendy, Willemijn"
    ),
    fathers=listed(
        "Arjan, Arno, Bart, Bastiaan, Bob, Chris, Danny, Edwin, Erik, Frank, Gerben, Gijsbert, Harm, Jeroen, Jochem, "
        "Jorrit, Kees, Klaas, Leon, Marco, Marcel, Martijn, Menno, Michiel, Niels, Patrick, Paul, Remco, Rens, "
        "Richard, Rob, Roel, Ronald, Sander, Stefan, Thomas, Vincent, Wouter"
    ),
    last_names=listed(
        "de Jong, van Dijk, Meijer, de Boer, Dekker, van Leeuwen, Peters, van den Berg, Hermans, van Vliet, Koster, "
        "van Beek, Willems, Veenstra, Schouten, de Wit, Evers, Kok, Blom, van Loon, Huisman, Timmermans, Kramer, "
        "Bosch, van Wijk, Groot, Roos, Vonk, ter Horst, de Lange, Zijlstra, Gerritsen, van Es, Bakx, Driessen, "
        "Hoogland, van der Laan, Nijhuis, Oosterveld, Prinsen, Reinders, van Rooij, Slager, Teunissen, van Veen, "
        "Wagenaar, van der Wal, Zuidema, Broekhuis, de Haas"
    ),
)
TURKISH = Community(
    language="tr",
    share=9,
    interpreters=15,
    children=listed(
        "Ada, Ali, Asya, Azra, Berat, Defne, Ela, Emir, Esila, Kerem, Mert, Mira, Ömer, Selin, Umut, Yaren"
    ),
    mothers=listed("Ayşe, Büşra, Derya, Esra, Gül, Hatice, Meryem, Özlem, Sevgi, Songül, Yasemin"),
    fathers=listed("Ahmet, Burak, Cem, Fatih, İlker, Kemal, Murat, Orhan, Serkan, Tuncay, Volkan"),
    last_names=listed("Aydın, Çelik, Demir, Doğan, Erdem, Güneş, Kılıç, Koç, Özdemir, Şahin, Toprak, Yalçın"),
)
MOROCCAN = Community(
    language="rif",
    share=9,
    interpreters=10,
    children=listed(
        "Amin, Anas, Aya, Bilal, Dina, Hafsa, Ilyas, Imane, Inaya, Ismaël, Jad, Malak, Nassim, Rania, Rayan, Safae, "
        "Sami"
    ),
    mothers=listed("Asmae, Chaimae, Fadoua, Hanan, Ikram, Loubna, Malika, Naima, Najat, Rachida, Souad"),
    fathers=listed("Abdel, Brahim, Driss, Farid, Hicham, Jamal, Khalid, Mimoun, Mustapha, Nordin, Tarik"),
    last_names=listed(
        "Achahbar, Ait Omar, Amezian, Azzouzi, Belkadi, Bouzid, Chakir, El Bakkali, El Hamdi, Lahrichi, Ouali, Tahiri"
    ),
)
SYRIAN = Community(
    language="ar",
    share=6,
    interpreters=60,
    children=listed("Elias, Fadi, Hala, Jana, Karam, Leen, Maya, Nour, Rami, Sham, Tala, Yamen, Yara, Zain"),
    mothers=listed("Amal, Ghada, Hiba, Huda, Lamis, Maha, Nada, Rana, Rula, Sawsan, Wafa"),
    fathers=listed("Anwar, Basil, Firas, Ghassan, Hazem, Imad, Maher, Nabil, Rafiq, Samer, Ziad"),
    last_names=listed("Al Khatib, Al Sayed, Darwish, Hamdan, Issa, Kassab, Mansour, Nasser, Qasim, Saleh, Sabbagh"),
)
POLISH = Community(
    language="pl",
    share=5,
    interpreters=40,
    children=listed("Antek, Filip, Hania, Igor, Jakub, Kacper, Lena, Nadia, Oliwia, Pola, Szymon, Wiktor, Zosia"),
    mothers=listed("Anna, Beata, Dorota, Ewelina, Iwona, Joanna, Katarzyna, Magdalena, Monika, Sylwia"),
    fathers=listed("Adam, Andrzej, Dariusz, Grzegorz, Krzysztof, Marcin, Paweł, Radosław, Tomasz, Wojciech"),
    last_names=listed("Adamczyk, Baran, Dudek, Górski, Jaworski, Kubiak, Lis, Mazur, Pawlak, Sikora, Wilk, Zając"),
)
SURINAMESE = Community(
    language="nl",
    share=6,
    interpreters=0,
    children=listed("Aiden, Chayenne, Dylan, Giovanni, Jahmai, Kayra, Mayra, Nathan, Radjiv, Shanaya, Tyrone, Vayana"),
    mothers=listed("Carmelita, Indra, Jacintha, Lucretia, Muriel, Rinia, Sherida, Soraya, Urmila, Wonnie"),
    fathers=listed("Clyde, Errol, Humphrey, Iwan, Kenneth, Ludwig, Orlando, Rakesh, Stanley, Winston"),
    last_names=listed(
        "Amatali, Baldew, Codrington, Dompig, Emanuels, Kalpoe, Lieveld, Misier, Pansa, Sewgobind, Wijntuin"
    ),
)
UKRAINIAN = Community(
    language="uk",
    share=3,
    interpreters=70,
    children=listed("Artem, Bohdan, Daryna, Kira, Maksym, Matvii, Polina, Solomiya, Tymofii, Vira, Zlata"),
    mothers=listed("Halyna, Iryna, Kateryna, Larysa, Nataliia, Oksana, Svitlana, Tetiana, Yuliia"),
    fathers=listed("Andrii, Dmytro, Ihor, Mykola, Oleh, Pavlo, Serhii, Taras, Yurii"),
    last_names=listed("Bondar, Hnatiuk, Kovalenko, Lysenko, Melnyk, Oliinyk, Savchenko, Tkachuk, Yaremchuk"),
)
ERITREAN = Community(
    language="ti",
    share=3,
    interpreters=75,
    children=listed("Aron, Bana, Delina, Eyob, Filmon, Heran, Luwam, Merhawi, Nahom, Rahwa, Yonatan"),
    mothers=listed("Abrehet, Almaz, Freweini, Helen, Mebrat, Senait, Tsige, Yordanos, Zewdi"),
    fathers=listed("Amanuel, Berhane, Goitom, Kidane, Mehari, Robel, Tekle, Yemane, Zeray"),
    last_names=listed("Abraha, Asfaha, Ghebre, Habtom, Kiflay, Mengis, Okbay, Tewelde, Weldu"),
)
ENGLISH = Community(
    language="en",
    share=1,
    interpreters=0,
    children=listed("Aarav, Chloe, Diya, Ethan, Grace, Leo, Mason, Ruby"),
    mothers=listed("Alice, Deepa, Hazel, Kavita, Megan, Sonia"),
    fathers=listed("Callum, Gareth, Nikhil, Owen, Rohan, Stuart"),
    last_names=listed("Ashcroft, Chandran, Fairley, Iyer, Merriman, Whitlock"),
)
COMMUNITIES = (DUTCH, TURKISH, MOROCCAN, SYRIAN, POLISH, SURINAMESE, UKRAINIAN, ERITREAN, ENGLISH)

STREETS = listed(
    "Kastanjelaan, Beukenstraat, Kerkpad, Molenweg, Dorpsstraat, Haverkamp, Zonnedauw, Vlierhof, Stationsweg, "
    "Iepenplein, Lijsterbes, Wilgendreef, Spoorkade, Waterlelie, Eikenlaan, Schoolstraat, Grutto, Rietveld, "
    "Marktplein, Havenstraat"
)
BEST_TIMES = (
    "",
    "",
    "",
    "na 18 uur",
    "op woensdag de hele dag",
    "voor 8.30 uur",
    "tussen 12 en 13 uur",
    "niet op vrijdag",
    "liefst even op het plein",
    "bij geen gehoor graag een bericht",
)
