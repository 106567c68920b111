import type { KindBeginning } from "./contract.ts"
import { templateLabels } from "./labels.ts"

const GUIDELINE_EN = `# What we write down

Mark every stretch in which somebody speaks, say who speaks, and write down what is said.

## 1 Segments
### 1.1 First and last sound
A segment begins with the first sound of what is said and ends with the last one. A pause of more than half a second ends it.
### 1.2 Two at once
Where two people speak at the same time each has a segment of their own.
### 1.3 No speech
A recording in which nobody speaks is an answer too: press 0.

## 2 Text
### 2.1 As it is said
Write what is said, with its repetitions and slips, in the usual spelling of the language, with full stops and capitals.
### 2.2 Numbers
Write numbers as words, as they are said.
### 2.3 What cannot be heard
Write what you hear and mark it "unsure"; where nothing can be understood leave it empty and mark it "not heard".

## 3 Labels
### 3.1 Speech
Somebody says words.
### 3.2 Music and noise
Stretches of more than two seconds without words. They have no text.
`

const GUIDELINE_FR = `# Ce que nous écrivons

Marquez chaque passage où quelqu'un parle, dites qui parle, et écrivez ce qui est dit.

## 1 Segments
### 1.1 Premier et dernier son
Un segment commence au premier son de ce qui est dit et finit au dernier. Un silence de plus d'une demi-seconde le termine.
### 1.2 À deux
Quand deux personnes parlent en même temps, chacune a son segment.
### 1.3 Silence
Un enregistrement où personne ne parle est aussi une réponse : touche 0.

## 2 Texte
### 2.1 Comme c'est dit
Écrivez ce qui est dit, avec les répétitions et les lapsus, dans l'orthographe courante, avec points et majuscules.
### 2.2 Nombres
Écrivez les nombres en lettres, comme ils sont dits.
### 2.3 Ce qui ne s'entend pas
Écrivez ce que vous entendez et marquez « incertain » ; si rien ne se comprend, laissez vide et marquez « inaudible ».

## 3 Étiquettes
### 3.1 Parole
Quelqu'un dit des mots.
### 3.2 Musique et bruit
Passages de plus de deux secondes sans paroles. Ils n'ont pas de texte.
`

/** Recordings, and what is said in them. */
export const audio: KindBeginning = {
  templates: {
    speech: {
      ontology: {
        ...templateLabels([
          { id: "speech", en: "speech", fr: "parole", hasText: true },
          { id: "music", en: "music", fr: "musique" },
          { id: "noise", en: "noise", fr: "bruit" },
        ]),
        answers: { of: "span", several: true },
      },
      guideline: { en: GUIDELINE_EN, fr: GUIDELINE_FR },
    },
  },
  isMeantBy: ({ answers }) => answers?.of === "span",
}
