import { OUTLINE_SHAPES } from "@justesse/types"
import type { KindBeginning } from "./contract.ts"
import { templateLabels } from "./labels.ts"

const GUIDELINE_EN = `# What we draw

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

const GUIDELINE_FR = `# Ce que nous dessinons

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

const OUTLINES_EN = `# What we outline

Follow the edge of every whole thing of the kinds below. When nothing of them is in the picture, say "nothing here".

## 1 Outlines
### 1.1 Along the edge
The line follows the edge of the thing, within 3 px. The magnet helps where the edge is clear.
### 1.2 Partly hidden
Outline only what can be seen, not where the hidden part would be.
### 1.3 Very small things
Leave out what is under 10 pixels on its longer side.
`

const OUTLINES_FR = `# Ce que nous détourons

Suivez le bord de chaque objet entier des sortes ci-dessous. S'il n'y en a aucun dans l'image, dites « rien ici ».

## 1 Contours
### 1.1 Le long du bord
Le trait suit le bord de l'objet, à 3 px près. L'aimant aide là où le bord est net.
### 1.2 En partie caché
Ne détourez que ce qui se voit, pas là où serait la partie cachée.
### 1.3 Très petits objets
Laissez de côté ce qui mesure moins de 10 pixels dans sa plus grande longueur.
`

const THINGS = templateLabels([
  { id: "crate", en: "crate", fr: "caisse" },
  { id: "sack", en: "sack", fr: "sac" },
  { id: "sign", en: "sign", fr: "panneau", lit: true },
])

/** Things on pictures: with labels to begin with, or with none. */
export const boxes: KindBeginning = {
  templates: {
    boxes: { ontology: THINGS, guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR } },
    outlines: {
      ontology: THINGS,
      guideline: { en: OUTLINES_EN, fr: OUTLINES_FR },
      shapes: OUTLINE_SHAPES,
    },
    empty: { ontology: { labels: [] }, guideline: { en: "", fr: "" } },
  },
  // What it was made as: any labels may be drawn.
  isMeantBy: () => false,
}
