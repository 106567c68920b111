import type { KindBeginning } from "./contract.ts"
import { templateLabels } from "./labels.ts"

const GUIDELINE_EN = `# What we ask

Say what you think of each one. There is no right answer, and nobody can reject yours.

## 1 Grades
### 1.1 All of it
Judge what you see, not what you know of it from elsewhere.
### 1.2 The whole scale
Use all five grades: the best one is for the best of what you see here.
### 1.3 Each by itself
Do not compare with the one before.
`

const GUIDELINE_FR = `# Ce que nous demandons

Dites ce que vous pensez de chaque élément. Il n'y a pas de bonne réponse, et personne ne peut rejeter la vôtre.

## 1 Notes
### 1.1 L'ensemble
Jugez ce que vous voyez, pas ce que vous en savez par ailleurs.
### 1.2 Toute l'échelle
Servez-vous des cinq notes : la meilleure va à ce que vous voyez ici de mieux.
### 1.3 Chacun pour lui-même
Ne comparez pas avec le précédent.
`

/** Five grades, the best first; each is chosen by its own digit. */
const { labels } = templateLabels([
  { id: "5", en: "very good", fr: "très bien" },
  { id: "4", en: "good", fr: "bien" },
  { id: "3", en: "middling", fr: "moyen" },
  { id: "2", en: "poor", fr: "faible" },
  { id: "1", en: "very poor", fr: "très faible" },
])

/** Grades of pictures, recordings, videos or articles, as people see them. */
export const rating: KindBeginning = {
  templates: {
    rating: {
      ontology: {
        labels: labels.map((label) => ({ ...label, key: label.id })),
        answers: {
          of: "whole",
          several: false,
          question: { en: "How good is it?", fr: "Qu’en pensez-vous\u202f?" },
        },
      },
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  // Grades look as classes do: what it was made as.
  isMeantBy: () => false,
}
