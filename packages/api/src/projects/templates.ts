import {
  AttributeId,
  type Label,
  LabelId,
  type Language,
  labelColor,
  type Ontology,
  type ProjectKind,
} from "@justesse/types"
import type { ProjectDraft } from "@justesse/types/wire/project"

/** What a new project starts from. */
interface Template {
  readonly kind: ProjectKind
  readonly ontology: Ontology
  readonly guideline: Readonly<Record<Language, string>>
}

type Wanted = { id: string; en: string; fr: string; hasText?: boolean; lit?: boolean }

function labels(wanted: readonly Wanted[]): Ontology {
  return {
    labels: wanted.map(
      (one, index): Label => ({
        id: LabelId.parse(one.id),
        name: { en: one.en, fr: one.fr },
        color: labelColor(index),
        key: String(index + 1),
        hasText: one.hasText ?? false,
        attributes: one.lit
          ? [
              {
                id: AttributeId.parse("lit"),
                name: { en: "lit", fr: "allumé" },
                kind: "yes_no",
                options: [],
                required: false,
              },
            ]
          : [],
        retired: false,
      }),
    ),
  }
}

const BOXES_EN = `# What we draw

Draw a box around every whole thing of the kinds below. When nothing of them is in the picture, say "nothing here".

## 1 Boxes
### 1.1 Tight edges
The box touches the thing on all four sides. Leave no gap and cut nothing off.
### 1.2 Partly hidden
Draw only what can be seen, not where the hidden part would be.
### 1.3 Very small things
Leave out what is under 10 pixels on its longer side.

## 2 Labels
### 2.1 Crate
A stiff box with straight walls, open or closed.
### 2.2 Sack
A soft bag that stands or lies, full or half full.
### 2.3 Sign
A board with writing that people are meant to read. Say whether it is lit.
`

const BOXES_FR = `# Ce que nous dessinons

Dessinez un cadre autour de chaque objet entier des sortes ci-dessous. S'il n'y en a aucun dans l'image, dites « rien ici ».

## 1 Cadres
### 1.1 Bords justes
Le cadre touche l'objet des quatre côtés. Ne laissez pas de vide et ne coupez rien.
### 1.2 En partie caché
Ne dessinez que ce qui se voit, pas là où serait la partie cachée.
### 1.3 Très petits objets
Laissez de côté ce qui mesure moins de 10 pixels dans sa plus grande longueur.

## 2 Étiquettes
### 2.1 Caisse
Une boîte rigide aux parois droites, ouverte ou fermée.
### 2.2 Sac
Un sac souple, debout ou couché, plein ou à moitié plein.
### 2.3 Panneau
Un panneau écrit, fait pour être lu. Dites s'il est allumé.
`

const RECEIPTS_EN = `# What we read

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

const RECEIPTS_FR = `# Ce que nous lisons

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

/** The starts that the wizard offers, with labels and a guideline to change. */
const TEMPLATES: Readonly<Record<ProjectDraft["template"], Template>> = {
  boxes: {
    kind: "boxes",
    ontology: labels([
      { id: "crate", en: "crate", fr: "caisse" },
      { id: "sack", en: "sack", fr: "sac" },
      { id: "sign", en: "sign", fr: "panneau", lit: true },
    ]),
    guideline: { en: BOXES_EN, fr: BOXES_FR },
  },
  receipts: {
    kind: "transcription",
    ontology: labels([
      { id: "shop", en: "shop", fr: "magasin", hasText: true },
      { id: "date", en: "date", fr: "date", hasText: true },
      { id: "article", en: "article", fr: "article", hasText: true },
      { id: "price", en: "price", fr: "prix", hasText: true },
      { id: "total", en: "total", fr: "total", hasText: true },
      { id: "other", en: "other", fr: "autre", hasText: true },
    ]),
    guideline: { en: RECEIPTS_EN, fr: RECEIPTS_FR },
  },
  empty: { kind: "boxes", ontology: { labels: [] }, guideline: { en: "", fr: "" } },
}

function untouched(draft: ProjectDraft): boolean {
  const template = TEMPLATES[draft.template]
  const sameLabels = JSON.stringify(draft.ontology) === JSON.stringify(template.ontology)
  const texts = Object.values(template.guideline)
  return (
    (draft.ontology.labels.length === 0 || sameLabels) && (draft.guideline === "" || texts.includes(draft.guideline))
  )
}

/**
 * A draft filled from its template: when it has neither labels nor guideline, or when it still holds exactly what the
 * template chosen before (`before`) gave it. What somebody wrote is never replaced.
 */
export function fromTemplate(draft: ProjectDraft, before: ProjectDraft | null, language: Language): ProjectDraft {
  const template = TEMPLATES[draft.template]
  const fresh = before === null && draft.ontology.labels.length === 0 && draft.guideline === ""
  const other =
    before !== null && before.template !== draft.template && untouched({ ...draft, template: before.template })
  if (!fresh && !other) return draft
  return { ...draft, kind: template.kind, ontology: template.ontology, guideline: template.guideline[language] }
}
