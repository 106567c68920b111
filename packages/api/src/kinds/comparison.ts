import { KINDS } from "@justesse/types"
import type { KindBeginning } from "./contract.ts"

const GUIDELINE_EN = `# What we ask

Two things stand side by side. Say which one you find better. There is no right answer, and nobody can reject yours.

## 1 Answers
### 1.1 The better one
Judge what the two show here, not what you know of them from elsewhere.
### 1.2 No difference
Where you would not choose one over the other. It is an answer as good as any.
### 1.3 Neither will do
Where both are so bad that the better one would not help anybody.
### 1.4 By how much
Only where it is asked: a little, clearly, or no comparison.
`

const GUIDELINE_FR = `# Ce que nous demandons

Deux éléments sont côte à côte. Dites lequel vous préférez. Il n'y a pas de bonne réponse, et personne ne peut rejeter la vôtre.

## 1 Réponses
### 1.1 Le meilleur
Jugez ce que les deux montrent ici, pas ce que vous en savez par ailleurs.
### 1.2 Aucune différence
Quand vous ne choisiriez pas l'un plutôt que l'autre. Cette réponse vaut toute autre.
### 1.3 Aucun ne convient
Quand les deux sont si mauvais que le meilleur n'aiderait personne.
### 1.4 De combien
Seulement si c'est demandé : un peu, nettement, ou sans comparaison.
`

/** Which of two is better, as people see them. */
export const comparison: KindBeginning = {
  templates: {
    comparison: {
      ontology: {
        labels: [...(KINDS.comparison.verdicts ?? [])],
        answers: {
          of: "whole",
          several: false,
          question: { en: "Which one is better?", fr: "Que préférez-vous\u202f?" },
        },
      },
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  // Files bring the assets that are compared, and never labels.
  isMeantBy: () => false,
}
