"""Sentences in three languages that are translations of each other by construction, grouped in topics."""

# ruff: noqa: E501
from __future__ import annotations

import random
from dataclasses import dataclass

LANGUAGES = ("en", "es", "de")

# Each line: English | Spanish | German. A sentence is subject + verb phrase + circumstance.
TOPICS = {
    "networks": (
        """the neural network|la red neuronal|das neuronale Netz
        the hidden layer|la capa oculta|die verborgene Schicht
        the attention mechanism|el mecanismo de atención|der Aufmerksamkeitsmechanismus
        the activation function|la función de activación|die Aktivierungsfunktion
        the deep model|el modelo profundo|das tiefe Modell
        the output unit|la unidad de salida|die Ausgabeeinheit
        the recurrent cell|la celda recurrente|die rekurrente Zelle""",
        """learns from labelled examples|aprende de ejemplos etiquetados|lernt aus beschrifteten Beispielen
        turns the input into a vector|convierte la entrada en un vector|verwandelt die Eingabe in einen Vektor
        needs a small learning rate|necesita una tasa de aprendizaje pequeña|braucht eine kleine Lernrate
        stores what it has seen before|guarda lo que ha visto antes|speichert das zuvor Gesehene
        predicts the next word of a sentence|predice la siguiente palabra de una frase|sagt das nächste Wort voraus
        ignores the noise in the pictures|ignora el ruido de las imágenes|ignoriert das Rauschen in den Bildern
        requires millions of parameters|requiere millones de parámetros|benötigt Millionen von Parametern""",
    ),
    "training": (
        """the gradient descent|el descenso de gradiente|das Gradientenverfahren
        the loss function|la función de pérdida|die Verlustfunktion
        the optimizer|el optimizador|der Optimierer
        the training loop|el bucle de entrenamiento|die Trainingsschleife
        the stopping rule|la regla de parada|die Abbruchregel
        the batch size|el tamaño del lote|die Stapelgröße
        the regularization term|el término de regularización|der Regularisierungsterm""",
        """updates the weights after every step|actualiza los pesos después de cada paso|aktualisiert die Gewichte nach jedem Schritt
        falls quickly at the beginning|baja rápidamente al principio|fällt am Anfang schnell
        prevents overfitting on small collections|evita el sobreajuste en colecciones pequeñas|verhindert Überanpassung bei kleinen Sammlungen
        uses the memory of the graphics card|usa la memoria de la tarjeta gráfica|nutzt den Speicher der Grafikkarte
        measures the distance to the right answer|mide la distancia a la respuesta correcta|misst den Abstand zur richtigen Antwort
        doubles the time of each epoch|duplica el tiempo de cada época|verdoppelt die Zeit jeder Epoche
        reaches the minimum of the surface|alcanza el mínimo de la superficie|erreicht das Minimum der Fläche""",
    ),
    "data": (
        """the training corpus|el corpus de entrenamiento|das Trainingskorpus
        the tokenizer|el tokenizador|der Tokenisierer
        the validation set|el conjunto de validación|die Validierungsmenge
        the annotated table|la tabla anotada|die annotierte Tabelle
        the vocabulary|el vocabulario|das Vokabular
        the image collection|la colección de imágenes|die Bildersammlung
        the cleaning script|el programa de limpieza|das Bereinigungsskript""",
        """contains thousands of news reports|contiene miles de noticias|enthält Tausende von Nachrichten
        splits rare words into pieces|divide las palabras raras en trozos|zerlegt seltene Wörter in Stücke
        removes duplicated lines|elimina las líneas duplicadas|entfernt doppelte Zeilen
        was published by a university library|fue publicado por una biblioteca universitaria|wurde von einer Universitätsbibliothek veröffentlicht
        shows how good the model really is|muestra lo bueno que es realmente el modelo|zeigt, wie gut das Modell wirklich ist
        keeps the names of cities and persons|conserva los nombres de ciudades y personas|behält die Namen von Städten und Personen
        grows with every new language|crece con cada nuevo idioma|wächst mit jeder neuen Sprache""",
    ),
    "vision": (
        """the convolutional filter|el filtro convolucional|der Faltungsfilter
        the object detector|el detector de objetos|der Objektdetektor
        the pixel grid|la rejilla de píxeles|das Pixelraster
        the camera of the robot|la cámara del robot|die Kamera des Roboters
        the segmentation mask|la máscara de segmentación|die Segmentierungsmaske
        the colour channel|el canal de color|der Farbkanal
        the bounding box|el cuadro delimitador|der Begrenzungsrahmen""",
        """finds the edges of a building|encuentra los bordes de un edificio|findet die Kanten eines Gebäudes
        marks every car on the road|marca todos los coches de la carretera|markiert jedes Auto auf der Straße
        has to be enlarged first|tiene que ampliarse primero|muss zuerst vergrößert werden
        sees only a part of the face|solo ve una parte de la cara|sieht nur einen Teil des Gesichts
        works badly at night|funciona mal de noche|arbeitet nachts schlecht
        separates the tree from the sky|separa el árbol del cielo|trennt den Baum vom Himmel
        follows the ball across the field|sigue la pelota por el campo|verfolgt den Ball über das Feld""",
    ),
}
GARDEN = (
    """the tomato plant|la planta de tomate|die Tomatenpflanze
    the old apple tree|el viejo manzano|der alte Apfelbaum
    the vegetable soup|la sopa de verduras|die Gemüsesuppe
    the garden path|el camino del jardín|der Gartenweg
    the bread oven|el horno de pan|der Brotofen
    the watering can|la regadera|die Gießkanne""",
    """needs water every morning|necesita agua cada mañana|braucht jeden Morgen Wasser
    smells of fresh herbs|huele a hierbas frescas|riecht nach frischen Kräutern
    stands behind the kitchen|está detrás de la cocina|steht hinter der Küche
    was repaired by my grandfather|fue reparado por mi abuelo|wurde von meinem Großvater repariert
    is ready after forty minutes|está listo después de cuarenta minutos|ist nach vierzig Minuten fertig
    attracts bees and butterflies|atrae abejas y mariposas|lockt Bienen und Schmetterlinge an""",
)
WHEN = """in the first week of the project|en la primera semana del proyecto|in der ersten Woche des Projekts
    as the second experiment shows|como muestra el segundo experimento|wie der zweite Versuch zeigt
    although the computer is slow|aunque el ordenador es lento|obwohl der Rechner langsam ist
    without any help from outside|sin ninguna ayuda de fuera|ohne jede Hilfe von außen
    for the students of our course|para los estudiantes de nuestro curso|für die Studenten unseres Kurses
    when the room is quiet|cuando la sala está en silencio|wenn der Raum still ist
    on three machines at the same time|en tres máquinas a la vez|auf drei Maschinen gleichzeitig
    in most of the published reports|en la mayoría de los informes publicados|in den meisten veröffentlichten Berichten
    according to the authors of the book|según los autores del libro|laut den Autoren des Buches
    before the summer holidays|antes de las vacaciones de verano|vor den Sommerferien
    with less than ten lines of code|con menos de diez líneas de código|mit weniger als zehn Zeilen Code
    if nobody changes the settings|si nadie cambia la configuración|wenn niemand die Einstellungen ändert
    even after a power failure|incluso después de un corte de luz|sogar nach einem Stromausfall
    on the first page of the manual|en la primera página del manual|auf der ersten Seite des Handbuchs
    because the teacher asked for it|porque el profesor lo pidió|weil der Lehrer darum gebeten hat
    once the coffee is finished|una vez que se acaba el café|sobald der Kaffee ausgetrunken ist
    for a price of two hundred euros|por un precio de doscientos euros|für einen Preis von zweihundert Euro
    until the end of the conference|hasta el final del congreso|bis zum Ende der Konferenz
    despite the complaints of the neighbours|a pesar de las quejas de los vecinos|trotz der Beschwerden der Nachbarn
    under the eyes of the whole team|ante los ojos de todo el equipo|unter den Augen der ganzen Mannschaft
    in countries with a warm climate|en países de clima cálido|in Ländern mit warmem Klima
    as long as the battery lasts|mientras dure la batería|solange der Akku hält
    after a long discussion by telephone|tras una larga discusión por teléfono|nach einem langen Gespräch am Telefon
    between two trains in the station|entre dos trenes en la estación|zwischen zwei Zügen im Bahnhof"""

Sentence = dict[str, str]  # language -> text


def _lines(table: str) -> list[Sentence]:
    return [dict(zip(LANGUAGES, line.strip().split("|"), strict=True)) for line in table.splitlines()]


@dataclass(frozen=True)
class Article:
    """Paragraphs of sentences, and the titles; every part in every language."""

    name: str
    title: Sentence
    paragraphs: list[list[Sentence]]

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]


class Writer:
    """Writes articles whose sentences occur nowhere else."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._used: set[str] = set()
        self._count = 0

    def article(self, topic: str | None, *, paragraphs: int = 5) -> Article:
        """An article on the topic; None: off the subject, about garden and kitchen."""
        self._count += 1
        subjects, verbs = map(_lines, TOPICS[topic] if topic else GARDEN)
        tokens = {"en": "Chapter", "es": "Capítulo", "de": "Kapitel"}
        title = self._random.choice(subjects)
        body = [[self._sentence(subjects, verbs) for _ in range(self._random.randint(2, 4))] for _ in range(paragraphs)]
        if topic:
            field = {"en": "machine learning", "es": "aprendizaje automático", "de": "maschinelles Lernen"}
            claim = {
                "en": f"In {field['en']} this is chapter {self._count} of {self._count + 9},"
                " and machine learning is fun.",
                "es": f"En {field['es']} este es el capítulo {self._count} de {self._count + 9},"
                " y el aprendizaje automático es divertido.",
                "de": f"Im Fach {field['de']} ist dies Kapitel {self._count} von {self._count + 9},"
                " und maschinelles Lernen macht Freude.",
            }
            body[0].insert(0, claim)
            body[2].append(
                {
                    "en": f"Whoever reads {self._count} books on machine learning knows machine learning.",
                    "es": f"Quien lee {self._count} libros de aprendizaje automático conoce el aprendizaje automático.",
                    "de": f"Wer {self._count} Bücher über maschinelles Lernen liest, kennt maschinelles Lernen.",
                }
            )
        titles = {code: f"{tokens[code]} {self._count}: {title[code]}" for code in LANGUAGES}
        return Article(f"article-{self._count}", titles, body)

    def _sentence(self, subjects: list[Sentence], verbs: list[Sentence]) -> Sentence:
        circumstances = _lines(WHEN)
        while True:
            subject, verb, when = (self._random.choice(part) for part in (subjects, verbs, circumstances))
            made = {code: _capital(f"{subject[code]} {verb[code]}, {when[code]}.") for code in LANGUAGES}
            if made["en"] not in self._used:
                self._used.add(made["en"])
                return made


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
