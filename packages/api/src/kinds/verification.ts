import { KINDS } from "@justesse/types"
import type { KindBeginning } from "./contract.ts"

const GUIDELINE_EN = `# What we check

Each task shows one thing that somebody drew or wrote down. Say whether it is right.

## 1 Answers
### 1.1 Right
The label is true, and no edge is clearly off.
### 1.2 Fix
It is there, but an edge, the label or the text is not right: say what it should be.
### 1.3 Wrong
There is no such thing at this place. The reason helps whoever drew it.
### 1.4 Cannot tell
Only where it can be neither seen nor heard: too dark, too small, cut off, too quiet.
`

const GUIDELINE_FR = `# Ce que nous vérifions

Chaque tâche montre une chose que quelqu'un a tracée ou notée. Dites si elle est juste.

## 1 Réponses
### 1.1 Juste
L'étiquette est vraie, et aucun bord n'est nettement à côté.
### 1.2 À corriger
La chose est là, mais un bord, l'étiquette ou le texte n'est pas juste : dites ce qu'il faut.
### 1.3 Faux
Il n'y a rien de tel à cet endroit. La raison aide qui l'a tracée.
### 1.4 Impossible à dire
Seulement quand cela ne se voit pas et ne s'entend pas : trop sombre, trop petit, coupé, trop faible.
`

/** Whether what was drawn or proposed is right. */
export const verification: KindBeginning = {
  templates: {
    checking: {
      ontology: {
        labels: [...(KINDS.verification.verdicts ?? [])],
        answers: {
          of: "whole",
          several: false,
          subjects: [],
        },
      },
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  // Files bring the things that are checked: any labels may be asked about.
  isMeantBy: () => false,
}
