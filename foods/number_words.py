"""The words for numbers, by language: what they are in figures, and what joins two of them."""

from __future__ import annotations

ENGLISH = "en"

# In figures, as they are read from there on.
_ENGLISH_NUMBERS = {
    "1": "a, an, one", "2": "two, a couple of", "3": "three", "4": "four", "5": "five",
    "6": "six, half a dozen, half dozen", "7": "seven", "8": "eight", "9": "nine", "10": "ten",
    "11": "eleven", "12": "twelve, a dozen, dozen", "13": "thirteen", "14": "fourteen",
    "15": "fifteen", "16": "sixteen", "17": "seventeen", "18": "eighteen", "19": "nineteen",
    "20": "twenty", "30": "thirty", "40": "forty", "50": "fifty", "60": "sixty", "70": "seventy",
    "80": "eighty", "90": "ninety", "100": "hundred, a hundred",
    "1/2": "half, half a, half an, a half", "1/4": "quarter, a quarter",
}  # fmt: skip
_GERMAN_NUMBERS = {
    "1": "ein, eine, einen, einem, einer", "2": "zwei", "3": "drei", "4": "vier", "5": "fünf",
    "6": "sechs, ein halbes dutzend, halbes dutzend", "7": "sieben", "8": "acht", "9": "neun",
    "10": "zehn", "11": "elf", "12": "zwölf, ein dutzend, dutzend", "13": "dreizehn",
    "14": "vierzehn", "15": "fünfzehn", "16": "sechzehn", "17": "siebzehn", "18": "achtzehn",
    "19": "neunzehn", "20": "zwanzig", "25": "fünfundzwanzig", "30": "dreißig", "40": "vierzig",
    "50": "fünfzig", "60": "sechzig", "70": "siebzig", "80": "achtzig", "90": "neunzig",
    "100": "hundert, einhundert", "150": "hundertfünfzig, einhundertfünfzig", "200": "zweihundert",
    "250": "zweihundertfünfzig", "300": "dreihundert", "400": "vierhundert", "500": "fünfhundert",
    "1/2": "halbe, halber, halbes, halben, ein halber, ein halbes, eine halbe, einen halben, "
    "einer halben, einem halben",
    "1/4": "viertel, ein viertel", "3/4": "dreiviertel, drei viertel, ein dreiviertel, "
    "eine dreiviertel, einen dreiviertel, einer dreiviertel, einem dreiviertel",
    "1 1/2": "eineinhalb, einundeinhalb, anderthalb", "2 1/2": "zweieinhalb",
    "3 1/2": "dreieinhalb",
}  # fmt: skip
_SPANISH_NUMBERS = {
    "1": "un, una, uno", "2": "dos, un par de", "3": "tres", "4": "cuatro", "5": "cinco",
    "6": "seis, media docena de, media docena", "7": "siete", "8": "ocho", "9": "nueve",
    "10": "diez", "11": "once", "12": "doce, una docena de, una docena, docena de",
    "13": "trece", "14": "catorce", "15": "quince", "16": "dieciséis", "17": "diecisiete",
    "18": "dieciocho", "19": "diecinueve", "20": "veinte", "25": "veinticinco", "30": "treinta",
    "40": "cuarenta", "50": "cincuenta", "60": "sesenta", "70": "setenta", "80": "ochenta",
    "90": "noventa", "100": "cien", "150": "ciento cincuenta", "200": "doscientos, doscientas",
    "250": "doscientos cincuenta, doscientas cincuenta", "300": "trescientos, trescientas",
    "400": "cuatrocientos, cuatrocientas", "500": "quinientos, quinientas",
    "1/2": "medio, media", "1/4": "cuarto de, un cuarto de", "3/4": "tres cuartos de",
    "1/3": "un tercio de", "2/3": "dos tercios de",
}  # fmt: skip
NUMBERS = {ENGLISH: _ENGLISH_NUMBERS, "de": _GERMAN_NUMBERS, "es": _SPANISH_NUMBERS}
# Foods and dishes that begin like a number, and "a few", which is none.
NAMES = {
    ENGLISH: "a la, one a day, half and half, half fat, quarter pounder, half pounder",
    "de": "ein paar, vier käse, vier jahreszeiten, fünf gewürze, sieben kräuter",
    "es": "media crema, media luna, media noche, tres leches, tres quesos, cuatro quesos, "
    "cuatro estaciones, cinco especias, siete cereales, siete granos, un poco, una pizca",
}
# Names that end in a number, in every language, with spaces or hyphens. Of "vitamin b 2 500 mg"
# nobody knows whether these are two.
NUMBERED = ("omega 3", "omega 3 6 9", "omega 6", "omega 7", "omega 9", "q 10")
# As in "1 and a half cups" and "1 taza y media".
AND_A_PART = {
    ENGLISH: {"1/2": "and a half", "1/4": "and a quarter"},
    "de": {"1/2": "und ein halber, und ein halbes, und eine halbe, und einen halben"},
    "es": {"1/2": "y medio, y media", "1/4": "y cuarto, y un cuarto", "3/4": "y tres cuartos"},
}
# What a number before it is multiplied by: "2 dozen", "2 thirds". By "?" stand those of which it is
# not sure: "1 dreiviertel" may be three quarters or one more.
TIMES = {
    ENGLISH: {
        "12": "dozen, dozens", "100": "hundred", "1/2": "half, halves", "1/3": "third, thirds",
        "1/4": "quarter, quarters",
    },
    "de": {
        "12": "dutzend", "100": "hundert", "1/2": "halbe, halber, halbes, halben",
        "1/3": "drittel", "1/4": "viertel", "1/8": "achtel", "?": "dreiviertel, einhalb",
    },
    "es": {
        "12": "docena, docenas", "1/2": "medio, media, medios, medias", "1/3": "tercio, tercios",
        "1/4": "cuarto, cuartos", "1/8": "octavo, octavos",
    },
}  # fmt: skip
# "1 kg and 200 g" is one amount; of "2 to 3" nobody knows which.
PLUS = {ENGLISH: "and, plus", "de": "und, plus", "es": "y, con, más"}
BETWEEN = {
    ENGLISH: "to, or, by, times, and, plus",
    "de": "bis, oder, mal, und, plus",
    "es": "a, o, u, por, y, con, más",
}
