import type { KindBeginning } from "./contract.ts"

const GUIDELINE_EN = `# What we ask

Answer each question by what you see. Leave empty what does not have to be answered and what you cannot say.

## 1 Answers
### 1.1 What is seen
Answer for this one alone, not for what you know of such things.
### 1.2 Cannot tell
Where it is offered: only where it does not show.
### 1.3 Texts
As they are written, with their capitals and signs.
`

const GUIDELINE_FR = `# Ce que nous demandons

Répondez à chaque question d'après ce que vous voyez. Laissez vide ce qui n'est pas obligatoire et que vous ne pouvez pas dire.

## 1 Réponses
### 1.1 Ce qui se voit
Répondez pour cet élément seul, pas d'après ce que vous savez de telles choses.
### 1.2 Impossible à dire
Là où c'est proposé : seulement quand cela ne se voit pas.
### 1.3 Textes
Comme ils sont écrits, avec leurs majuscules et leurs signes.
`

/** Questions about a picture, a recording, a video or an article, which whoever makes the project writes. */
export const form: KindBeginning = {
  templates: {
    form: {
      ontology: { labels: [], answers: { of: "whole", several: true } },
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  isMeantBy: ({ labels }) => labels.length > 0 && labels.every(({ field }) => field !== undefined),
}
