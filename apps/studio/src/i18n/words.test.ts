import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { TERM_GROUPS } from "../pages/help/terms.ts"
import { startWithAssetWords, withForms } from "../testing/assetWords.ts"
import { sentencesOf } from "../testing/leaves.ts"
import { type Catalogue, mapTexts, typeset } from "./catalogue.ts"

/** Sentences that somebody who labels, or trains models, for a living would not say so, and which are therefore nowhere. */
const REJECTED: Readonly<Record<"en" | "fr", readonly RegExp[]>> = {
  en: [
    // The task and review pages.
    /out of what is in hand/i,
    /\bin hand\b/i,
    /^nothing \(0\)/i,
    /(follow|drop) the hint/i,
    /what lies underneath/i,
    /next answer of an attribute/i,
    /to the box and back/i,
    /why pass it on/i,
    /^As it (is|was)$/,
    /kept as (you|they|it) (sent|were|was)/i,
    /^(take|taken|take it|take all of it|taken, altered)$/i,
    /\bink\b/i,
    /^one more$/i,
    /undecidable/i,
    /^file, next/i,
    /^a word$/i,
    /^whose$/i,
    /it comes back when it is not filed/i,
    /those that settle most/i,
    /stopped before writing/i,
    /slip of the pen/i,
    /counted a day/i,
    /line by line/i,
    /take it up again/i,
    // The owner's pages.
    /\b(another|in any|in no|the) form\b/i,
    /share out|by chance, fixed|every label alike/i,
    /take into the form|^fold\b/i,
    /who shall/i,
    /\bsigns?\b(?![ -](ins?|out|you|of any other)\b)/i,
    /^what is taken for what$|what it takes for what/i,
    /too much$/i,
    /right as (they are|it is)/i,
    /^there are enough/i,
    /foretell/i,
    /on trial|wronged/i,
    // The habit behind them: translated or coined.
    /\bsettled?\b/i,
    /\bnot let in\b|^let in$/i,
    /\b(lets?|letting) .* go on\b|^let go on$/i,
    /\btries\b.*\boneself\b|try oneself/i,
    /\ba thing\b|\bthings (were|would)\b/i,
    /\balike\b/i,
    /\banew\b/i,
    /\bmended\b/i,
    /this place promises/i,
    /looked at (a second time|twice|again)|second look/i,
    /\bdoubled\b/i,
    /\b(an?|each) (answer|picture|person|day) a (day|picture)\b/i,
    /\btruth\b(?<!ground truth)/i,
    // Examples of one trade in the fields of every project (found L10).
    /^(crate|lit)$|French readers/i,
  ],
  fr: [
    /^fondre/i,
    /^un de plus$/i,
    /pas chez tous|tous ne l’ont pas/i,
    /px (dehors|dedans)/i,
    /réunie? à partir de toutes/i,
    /\bencre\b/i,
    /^laquelle$/i,
    /\btouches\b(?! (comme|F\b))/i,
    /envoyer et suivante/i,
    /^à qui (il|elle) est/i,
    /ce que vaut une heure/i,
    /^(<b>)?servi dans/i,
    /tâches commencées · gardée\b/i,
    /^rien$/i,
    /(on|commence à) manque/i,
    /^regarder( encore)?$/i,
    /(?<!\p{L})clause/iu,
    /\bconsigne\b(?! n’est pas claire)/i,
    /invitées et pas encore/i,
    /^échoué|échoués|échoué après/i,
    /sont entrées|est entrée|choses ont été laissées|^faire entrer$/i,
    /vous attend$|^travaux$|comment rétablir|reprendre dans la page/i,
    /vous êtes \{\{name\}\}, connecté avec/i,
    // The habit behind them: calques.
    /(?<!\p{L})r[ée]gl(er|ée?s?)(?!\p{L})/iu,
    /\bcadres?\b/i,
    /\bétalon\b/i,
    /(?<!\p{L})signes?\b/iu,
    /ce lieu promet/i,
    /second(e|s)? regards?|regardées?|regardés? (une seconde fois|de nouveau)/i,
    /\bd’épargnée/i,
    /\bdoublées?\b/i,
    /\bmandataire\b/i,
    /\blésé/i,
    /\bun acte\b|^actes?$|\bactes sur\b/i,
    /^prendre|tout prendre|^l’emporter$/i,
    /\bexploitation\b/i,
    /le moindre accord/i,
  ],
}

await startWithAssetWords()
// As they stand in a project of pictures.
const en = read("en")
const fr = read("fr")

function read(language: "en" | "fr"): Record<string, Catalogue> {
  const folder = join(import.meta.dirname, language)
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"))
  return Object.fromEntries(
    files.map((name) => {
      const catalogue: Catalogue = JSON.parse(readFileSync(join(folder, name), "utf8"))
      return [name.slice(0, -5), mapTexts(catalogue, (text) => withForms(text, "image", language))]
    }),
  )
}

/** Every sentence of a language as `area.outer.inner` and its text; what the palette searches in is no sentence. */
function sentences(language: Readonly<Record<string, Catalogue>>): [key: string, text: string][] {
  return sentencesOf(language).filter(([key]) => !key.startsWith("find."))
}

/** The sentences in which `said` stands, whatever the names of what is filled in. */
function where(language: Readonly<Record<string, Catalogue>>, said: RegExp): [key: string, text: string][] {
  return sentences(language).filter(([, text]) => said.test(text.replaceAll(/\{\{.*?\}\}/g, "{{}}")))
}

/** What stands in the plural after a figure although it does not follow a count, or names a size or a fixed minimum. */
const NEVER_ONE = new Set([
  "account.passwordEnough", // 12 or more
  "quality.empty.lead_zero", // 30
  "quality.empty.lead_one",
  "quality.empty.lead_other",
  "quality.empty.progress",
  "quality.people.from",
  "quality.saved.text", // only where there are more than one picture
  "task.stage.picture", // pixels
  "task.stage.document",
  "task.list.row",
  "task.list.rowProposed",
  "aboutMe.allDataText", // lists of the page itself
  "help.lead",
  "keys.lead",
  "terms.lead",
])
/** Words that end as a plural does and are none. */
const NO_PLURALS =
  /^(sur|dans|plus|pas|px|fois|jours|ans|sous|nous|vous|des|les|dont|vers|hors|depuis|puis|pris|as|is|was|has|its|this|loses|leads|becomes|gets|invites|stays|reaches)$/

const COUNTS = /^(count|number|total|people|days)$/
/** A least length is never one. */
const LEAST = "least"

/** Whether a plural follows a figure in a sentence that has no other form for one. */
function pluralOfOne(key: string, text: string, keys: ReadonlySet<string>): boolean {
  if (NEVER_ONE.has(key)) return false
  const follows = [...text.matchAll(/\{\{(\w+)(?:, number)?\}\}(?:<\/?\w+>)* ([\p{L}’]+[sx])(?![\p{L}’])/gu)]
  const form = /_(zero|one|other)$/
  return follows
    .filter(({ index }) => !/(of|sur) $/.test(text.slice(0, index))) // so many of so many
    .filter(([, , word = ""]) => !NO_PLURALS.test(word))
    .some(
      ([, place = ""]) =>
        place !== LEAST && !(form.test(key) && keys.has(key.replace(form, "_one")) && COUNTS.test(place)),
    )
}

/** What found W asks for, as it stands on the page. */
const WANTED: readonly (readonly [key: string, en: string, fr: string])[] = [
  ["common.cancel", "Cancel", "Annuler"],
  ["task.foot.nothing", "Nothing here", "Rien à annoter"],
  ["task.command.hint.do", "Apply suggestion", "Appliquer la suggestion"],
  ["task.command.hint.drop", "Dismiss suggestion", "Ignorer la suggestion"],
  ["task.command.region.under", "Select the region underneath", "Sélectionner la région du dessous"],
  ["task.command.attribute.step", "Change attribute", "Changer l’attribut"],
  ["task.command.text.place", "Edit the box", "Modifier la boîte"],
  ["task.skip.title", "Why skip? Your time counts.", "Pourquoi passer cette tâche ? Votre temps compte."],
  ["task.picture.reset", "Reset", "Réinitialiser"],
  ["task.foot.submit", "Submit and next", "Envoyer et continuer"],
  ["task.bar.keys", "Keys", "Raccourcis"],
  ["work.fate.kept", "kept unchanged", "gardées sans changement"],
  ["history.one.kept_one", "Your one region was kept unchanged", "Votre région a été gardée sans changement"],
  ["review.edit.take", "Use this", "Utiliser celle-ci"],
  ["review.answer.taken", "chosen", "choisie"],
  ["imports.takeAll", "Import all", "Tout importer"],
  ["review.strip.ink", "image", "image"],
  ["review.acts.oneMore", "Ask another person", "Demander un autre avis"],
  ["review.acts.undecidable", "Can’t tell", "Impossible à dire"],
  ["review.acts.merge", "Merge edges", "Fusionner les bords"],
  ["review.strip.merged", "combined from all answers", "combinaison de toutes"],
  ["review.short.one_person", "not marked by all", "absent chez certains"],
  ["review.answer.out", "{{edge}} {{px}} too far out", "{{edge}} : {{px}} trop à l’extérieur"],
  ["review.foot.document", "Finish, next document", "Terminer, document suivant"],
  ["review.reason.note", "Comment", "Commentaire"],
  ["review.back.whose", "Whose answer?", "quelle réponse ?"],
  [
    "review.queue.held_one",
    "{{count, number}} task is open with another reviewer.",
    "{{count, number}} tâche est en cours chez quelqu’un d’autre.",
  ],
  ["review.queue.order", "most useful first", "les plus utiles d’abord"],
  ["review.queue.goOn", "Resume", "Reprendre"],
  ["history.one.takeUp", "Resume", "Reprendre"],
  ["hours.perDay", "Per day", "Par jour"],
  ["hours.lines", "Details", "Détails"],
  ["conditions.owner", "Owner", "Responsable"],
  ["account.join.pays", "Pay", "Rémunération"],
  [
    "work.you.usedIn",
    "<b>Used in version {{version}} of {{name}}</b>, frozen {{day}}.",
    "<b>Utilisé dans la version {{version}} de {{name}}</b>, figée {{day}}.",
  ],
  ["versions.take", "Export", "Exporter"],
  ["versions.otherFormat", "Another format", "Un autre format"],
  ["versions.splitWanted", "Split into train, val, test", "Répartir en train, val, test"],
  ["versions.splitBy.hash", "random, fixed seed", "aléatoire, graine fixe"],
  ["versions.splitBy.label", "stratified by label", "stratifiée par étiquette"],
  ["imports.state.waiting", "waiting for you", "en attente de votre choix"],
  ["imports.step.takenBack", "then taken back", "puis annulé"],
  ["imports.bring", "Import", "Importer"],
  [
    "imports.lead_other",
    "<b>{{count, number}} pictures imported,</b> {{left}}.",
    "<b>{{count, number}} images importées,</b> {{left}}.",
  ],
  ["imports.leftItems_other", "{{count, number}} items left out", "{{count, number}} éléments laissés de côté"],
  ["labels.discard", "Discard changes", "Annuler les modifications"],
  ["labels.takeOlder", "Restore this version", "Reprendre cette version"],
  ["labels.fold", "Close", "Fermer"],
  ["account.setup.reach", "Who can reach it?", "Qui peut l’atteindre ?"],
  ["images.tagsHow", "Press Enter after each. 60 characters at most.", "Entrée après chacun. 60 caractères au plus."],
  ["wizard.settle.exact", "identical, character by character", "identiques, caractère par caractère"],
  ["quality.confusion.title", "Confusion: what is taken for what", "Confusion : ce qui est pris pour quoi"],
  ["quality.empty.soon", "Computing the figures.", "Calcul des chiffres en cours."],
  ["quality.sizes.title", "Size below which objects are missed", "Taille en dessous de laquelle on oublie des objets"],
  ["models.kind.extra", "extra", "en trop"],
  ["models.dismiss", "Keep as they are", "Garder telles quelles"],
  [
    "common.noPageText",
    "The address may be mistyped, or the page has moved.",
    "L’adresse est peut-être mal saisie, ou la page a été déplacée.",
  ],
  [
    "people.invited_one",
    "{{count, number}} person invited, not yet here",
    "{{count, number}} personne invitée, pas encore arrivée",
  ],
  ["admin.jobState.failed_other", "failed after {{count, number}} attempts", "échec après {{count, number}} essais"],
  ["overview.needsYou", "Needs you", "À faire"],
  ["nav.jobs", "Jobs", "Tâches de fond"],
  ["admin.restore", "How to restore", "Restaurer"],
  [
    "settings.lead",
    "You are {{name}}, signed in with {{email}}. Changes are saved at once.",
    "Session de {{name}} ({{email}}). Les changements sont enregistrés aussitôt.",
  ],
]

describe("the words of both languages", () => {
  it.each(REJECTED.en.map((said) => [said]))("do without %s in English", (said) => {
    expect(where(en, said)).toEqual([])
  })

  it.each(REJECTED.fr.map((said) => [said]))("do without %s in French", (said) => {
    expect(where(fr, said)).toEqual([])
  })

  it("set French signs apart by a narrow space that does not break, whatever was typed", () => {
    const wrong = sentences(fr)
      .map(([key, text]) => [key, typeset(text)])
      .filter(([, text = ""]) => /[ \u00a0][;:?!%»]|«[ \u00a0]|[^\s\u202f{}\d/][;:?!»](?=\s|$)/.test(text))
    expect(wrong).toEqual([])
  })

  const both = [
    ["English", en],
    ["French", fr],
  ] as const
  it.each(both)("have a form for one wherever a plural follows a figure in %s", (_, language) => {
    const all = sentences(language)
    const keys = new Set(all.map(([key]) => key))
    expect(all.filter(([key, text]) => pluralOfOne(key, text, keys))).toEqual([])
  })

  it("have one form for one and another for several wherever a sentence counts", () => {
    for (const language of [en, fr]) {
      const keys = sentences(language).map(([key]) => key)
      const alone = keys.filter((key) => key.endsWith("_one") && !keys.includes(key.replace(/_one$/, "_other")))
      expect(alone).toEqual(["report.origin_one"]) // a code, not a count
      expect(keys.filter((key) => key.endsWith("_other") && !keys.includes(key.replace(/_other$/, "_one")))).toEqual([])
    }
  })

  it.each(WANTED)("say %s in the words of the field", (key, english, french) => {
    const said = [en, fr].map((language) => sentences(language).find(([one]) => one === key)?.[1] ?? "")
    expect(said.map(typeset)).toEqual([english, french].map(typeset))
  })

  it("are found in the palette by the field’s own terms", () => {
    const terms = ["confusion", "agreement", "consensus", "split", "final", "iou", "overlap", "ground truth", "gold"]
    for (const [language, seen] of [
      [en, terms],
      [
        fr,
        ["confusion", "accord", "consensus", "répartition", "final", "iou", "recouvrement", "vérité terrain", "témoin"],
      ],
    ] as const) {
      const texts = sentencesOf({ find: language.find ?? {} }).map(([, text]) => text.toLowerCase())
      expect(seen.filter((term) => !texts.some((text) => text.includes(term)))).toEqual([])
    }
  })
})

describe("the terms of the help", () => {
  const all = TERM_GROUPS.flatMap(([group, terms]) => terms.map((term) => `terms.${group}.${term}`))

  it("are each on the page, and only they", () => {
    const named = sentences(en).flatMap(([key]) => /^(terms\.\w+\.\w+)\.name$/.exec(key)?.[1] ?? [])
    expect([...all].sort()).toEqual(named.sort())
  })

  it.each(all)("%s is a word of the pages, in both languages", (key) => {
    for (const language of [en, fr]) {
      const name = sentences(language).find(([one]) => one === `${key}.name`)?.[1] ?? ""
      const elsewhere = sentences(language).filter(([one]) => !/^(terms|help)\./.test(one))
      const word = new RegExp(`(?<!\\p{L})${name.replaceAll(/[()]/g, "\\$&")}(?!\\p{L}{3})`, "iu")
      expect([name, elsewhere.some(([, text]) => word.test(text))]).toEqual([name, true])
    }
  })

  it("have no second word beside them on the pages", () => {
    const others = [
      [en, /\b(honeypot|bounding box|annotations?|instructions?|disagreements?|try-?outs?|picture sets?|polygons?)\b/i],
      [
        fr,
        /(?<!\p{L})(classes?|cadres?|annotations|instructions?|vignettes témoins|polygones?|tickets témoins)(?!\p{L})/iu,
      ],
    ] as const
    for (const [language, said] of others)
      expect(where(language, said).filter(([key]) => !/^(terms|report)\./.test(key))).toEqual([])
  })

  it("are said in one sentence each", () => {
    for (const language of [en, fr])
      expect(
        sentences(language).filter(([key, text]) => key.endsWith(".means") && !/^[^\n]{10,190}\.$/.test(text)),
      ).toEqual([])
  })
})
