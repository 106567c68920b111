import { LabelId } from "@justesse/types"
import type { KindBeginning } from "./contract.ts"
import { templateLabels } from "./labels.ts"

const GUIDELINE_EN = `# What we sort

Say which of the classes below each one belongs to. One key is the answer.

## 1 Classes
### 1.1 The one that is meant
Where it shows several things, take what it is mainly about.
### 1.2 None of these
Nothing of the kinds below: press 0.
### 1.3 Cannot tell
Only where it cannot be seen: too dark, too small, cut off.
`

const GUIDELINE_FR = `# Ce que nous classons

Dites à laquelle des classes ci-dessous appartient chaque élément. Une touche est la réponse.

## 1 Classes
### 1.1 Celle qui est visée
Quand il montre plusieurs choses, prenez ce dont il parle surtout.
### 1.2 Aucune de celles-ci
Rien des sortes ci-dessous : touche 0.
### 1.3 Impossible à dire
Seulement quand cela ne se voit pas : trop sombre, trop petit, coupé.
`

const { labels } = templateLabels([
  { id: "indoors", en: "indoors", fr: "à l’intérieur" },
  { id: "street", en: "street", fr: "rue" },
  { id: "nature", en: "nature", fr: "nature" },
  { id: "cannot_tell", en: "cannot tell", fr: "impossible à dire" },
])

/** Classes of pictures, one of which each picture is. */
export const classification: KindBeginning = {
  templates: {
    sorting: {
      ontology: {
        labels: labels.map((label) => (label.id === LabelId.parse("cannot_tell") ? { ...label, key: "u" } : label)),
        answers: {
          of: "whole",
          several: false,
          question: { en: "Which of these is it?", fr: "Laquelle est-ce\u202f?" },
        },
      },
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  // Ratings have labels of whole assets too: what it was made as.
  isMeantBy: () => false,
}
