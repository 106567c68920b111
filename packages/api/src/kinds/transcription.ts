import type { KindBeginning } from "./contract.ts"
import { templateLabels } from "./labels.ts"

const GUIDELINE_EN = `# What we read

Draw a box around every line of print and type it exactly as it stands.

## 1 Boxes
### 1.1 One line, one box
A box holds one line of print that belongs together. A price far to the right of its article is a box of its own.
### 1.2 Tight edges
The box touches the letters on all four sides.

## 2 Text
### 2.1 As printed
Keep capitals, accents, decimal commas and mistakes as they are printed.
### 2.2 Spaces
One space between words, none at the beginning or the end.
### 2.3 What cannot be read
Type what you can read and mark it "unsure"; when nothing can be read, leave it empty and mark it "illegible".
`

const GUIDELINE_FR = `# Ce que nous lisons

Dessinez un cadre autour de chaque ligne imprimée et tapez-la exactement comme elle est.

## 1 Cadres
### 1.1 Une ligne, un cadre
Un cadre contient une ligne imprimée qui va ensemble. Un prix loin à droite de son article est un cadre à part.
### 1.2 Bords justes
Le cadre touche les lettres des quatre côtés.

## 2 Texte
### 2.1 Comme imprimé
Gardez les majuscules, les accents, les virgules et les fautes comme ils sont imprimés.
### 2.2 Espaces
Une espace entre les mots, aucune au début ni à la fin.
### 2.3 Ce qui ne se lit pas
Tapez ce que vous pouvez lire et marquez « incertain » ; si rien ne se lit, laissez vide et marquez « illisible ».
`

/** Lines of text on documents. */
export const transcription: KindBeginning = {
  templates: {
    receipts: {
      ontology: templateLabels([
        { id: "shop", en: "shop", fr: "magasin", hasText: true },
        { id: "date", en: "date", fr: "date", hasText: true },
        { id: "article", en: "article", fr: "article", hasText: true },
        { id: "price", en: "price", fr: "prix", hasText: true },
        { id: "total", en: "total", fr: "total", hasText: true },
        { id: "other", en: "other", fr: "autre", hasText: true },
      ]),
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  // Labels that all carry text are those of documents.
  isMeantBy: ({ labels, answers }) => answers === undefined && labels.every((label) => label.hasText || label.retired),
}
