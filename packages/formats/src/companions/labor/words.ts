import type { Language } from "@justesse/types"
import type { ContentClass } from "@justesse/types/content/classes"
import type { ContentProtection } from "@justesse/types/pay/labor"

/** The words of LABOR.md in one language. Figures are put in by whoever writes it. */
export interface LaborWords {
  readonly title: string
  readonly lead: (title: string, version: number, day: string) => string
  readonly inEvery: string
  readonly headings: Readonly<
    Record<"pay" | "people" | "decisions" | "instructions" | "credits" | "checks" | "sheets", string>
  >
  readonly rows: Readonly<Record<Row, string>>
  readonly modes: Readonly<Record<"paid" | "salaried" | "volunteer", string>>
  /** Of a paid project in which no piece had a price. */
  readonly byTime: string
  readonly classes: Readonly<Record<ContentClass, string>>
  readonly protections: Readonly<Record<ContentProtection, string>>
  readonly none: string
  readonly notRecorded: string
  readonly fewer: (least: number) => string
  readonly withheld: (least: number) => string
  readonly hour: string
  readonly hours: (hours: string) => string
  readonly anHour: (amount: string) => string
  readonly hourly: (p10: string, p50: string, p90: string) => string
  readonly of: (part: string, all: string, share: string) => string
  readonly silence: (answers: string, silent: string) => string
  readonly toDecide: (hours: string) => string
  readonly rejected: (rejected: string, appealed: string, overturned: string, decided: string) => string
  readonly sentBack: (sent: string, repaired: string) => string
  readonly guideline: (versions: number, last: number) => string
  readonly overlap: (base: number, more: number, share: string) => string
  readonly twice: (answers: string, mean: string, low: string, high: string) => string
  readonly proposals: (answers: string, taken: string, changed: string, refused: string) => string
  readonly share: (name: string, share: string) => string
  readonly others: (count: number) => string
  readonly nobody: string
  readonly checks: readonly string[]
  readonly sheets: readonly (readonly [heading: string, where: string])[]
  readonly foot: (software: string, policy: string, upTo: string) => string
}

type Row =
  | "mode"
  | "floor"
  | "paid"
  | "hourly"
  | "raised"
  | "toPay"
  | "learning"
  | "people"
  | "production"
  | "review"
  | "training"
  | "breaks"
  | "total"
  | "where"
  | "answers"
  | "sentBack"
  | "rejected"
  | "toDecide"
  | "guideline"
  | "overlap"
  | "agreement"
  | "proposals"
  | "content"
  | "classes"
  | "protections"

const en: LaborWords = {
  title: "How this dataset was made: the work",
  lead: (title, version, day) =>
    version === 0 ? `${title}, a selection as it was on ${day}` : `${title}, version ${version}, frozen on ${day}`,
  inEvery: "In every export, with `labor.json`. Nobody can edit it.",
  headings: {
    pay: "Pay",
    people: "People and time",
    decisions: "Decisions",
    instructions: "Instructions and answers",
    credits: "Credits",
    checks: "How to check it",
    sheets: "Where CrowdWorkSheets look for it",
  },
  rows: {
    mode: "mode",
    floor: "floor",
    paid: "paid in all",
    hourly: "an hour, p10 / p50 / p90",
    raised: "sessions raised to the floor",
    toPay: "median time from sent to paid",
    learning: "of it, from money set apart for learning",
    people: "people",
    production: "labelling",
    review: "review and appeals",
    training: "training and practice",
    breaks: "breaks",
    total: "in all",
    where: "where",
    answers: "answers in it",
    sentBack: "sent back for repair",
    rejected: "rejected",
    toDecide: "median time to decide",
    guideline: "guideline",
    overlap: "answers asked for",
    agreement: "answers by two people",
    proposals: "proposals by a model",
    content: "content announced",
    classes: "content declared",
    protections: "what protected people from it",
  },
  modes: {
    paid: "paid, by piece with a floor",
    salaried: "salaried: paid by their employer, not through this studio",
    volunteer: "unpaid; each person said yes to that",
  },
  byTime: "paid by time, at a floor",
  classes: { medical: "medical", nudity: "nudity", violence: "violence", hate: "hate", other: "other" },
  protections: {
    yes_first: "nobody was given a picture before they said yes to each of them",
    blurred: "pictures were blurred until somebody asked to see them",
    free_skips: "passing a picture on was free and its time was paid",
    most_an_hour: "each person could choose how many an hour at most",
    two_reports_stop: "two people's reports of something undeclared stopped the project",
  },
  none: "none",
  notRecorded: "not recorded",
  fewer: (least) => `fewer than ${least}`,
  withheld: (least) => `not told: fewer than ${least} people`,
  hour: "h",
  hours: (hours) => `${hours} h`,
  anHour: (amount) => `${amount} an hour of work`,
  hourly: (p10, p50, p90) => `${p10} / ${p50} / ${p90}, bonuses left out`,
  of: (part, all, share) => `${part} of ${all}, ${share}`,
  silence: (answers, silent) =>
    `${answers}, of these ${silent} accepted because nobody looked in time: 72 h with no act of a reviewer and no decision by others' answers`,
  toDecide: (hours) => `${hours}, of those decided in time`,
  rejected: (rejected, appealed, overturned, decided) =>
    `${rejected}; appealed ${appealed}; overturned ${overturned} of ${decided} decided`,
  sentBack: (sent, repaired) => `${sent}; repaired ${repaired}`,
  guideline: (versions, last) => (versions === 1 ? `1 version` : `${versions} versions, the last one ${last}`),
  overlap: (base, more, share) =>
    base === more || share === "" ? `${base} each` : `${base} each, ${more} on ${share} of the tasks`,
  twice: (answers, mean, low, high) => `${answers}, agreement ${mean} [${low}, ${high}]`,
  proposals: (answers, taken, changed, refused) =>
    `in ${answers} answers: ${taken} regions kept, ${changed} changed, ${refused} refused`,
  share: (name, share) => `${name} (${share} of the time)`,
  others: (count) => (count === 1 ? "1 person who is not named" : `${count} people who are not named`),
  nobody: "Nobody asked to be named.",
  checks: [
    "`justesse label verify EXPORT` computes every figure again from the studio's storage and ends with an error on any difference.",
    "No figure is of fewer than 5 people; what is left out cannot be computed from the rest.",
    "Times are sums of the seconds that were credited, as each person read them on their own page.",
  ],
  sheets: [
    ["Task formulation", "Instructions and answers; the guideline itself is the project's"],
    ["Selecting annotators", "People and time; Credits"],
    ["Platform and infrastructure choices", "Pay; People and time"],
    ["Dataset analysis and evaluation", "Decisions; Instructions and answers; README.md"],
    ["Dataset release and maintenance", "Credits; How to check it; README.md"],
  ],
  foot: (software, policy, upTo) => `Justesse ${software}, rules of work ${policy}, told as of ${upTo}.`,
}

const fr: LaborWords = {
  title: "Comment ce jeu de données a été fait : le travail",
  lead: (title, version, day) =>
    version === 0
      ? `${title}, une sélection telle qu’elle était le ${day}`
      : `${title}, version ${version}, figée le ${day}`,
  inEvery: "Dans chaque export, avec `labor.json`. Personne ne peut la modifier.",
  headings: {
    pay: "Rémunération",
    people: "Personnes et temps",
    decisions: "Décisions",
    instructions: "Consignes et réponses",
    credits: "Crédits",
    checks: "Comment la vérifier",
    sheets: "Où CrowdWorkSheets cherche ces éléments",
  },
  rows: {
    mode: "mode",
    floor: "plancher",
    paid: "payé en tout",
    hourly: "par heure, p10 / p50 / p90",
    raised: "séances portées au plancher",
    toPay: "délai médian entre l’envoi et la paie",
    learning: "dont sur l’argent réservé à l’apprentissage",
    people: "personnes",
    production: "annotation",
    review: "relecture et recours",
    training: "formation et exercices",
    breaks: "pauses",
    total: "en tout",
    where: "où",
    answers: "réponses contenues",
    sentBack: "renvoyées à compléter",
    rejected: "refusées",
    toDecide: "délai médian de décision",
    guideline: "consignes",
    overlap: "réponses demandées",
    agreement: "réponses de deux personnes",
    proposals: "propositions d’un modèle",
    content: "contenu annoncé",
    classes: "contenus déclarés",
    protections: "ce qui en protégeait les personnes",
  },
  modes: {
    paid: "payé à la pièce, avec un plancher",
    salaried: "salariat : payé par l’employeur, hors de ce studio",
    volunteer: "non payé ; chaque personne y a consenti",
  },
  byTime: "payé au temps, à un plancher",
  classes: { medical: "médical", nudity: "nudité", violence: "violence", hate: "haine", other: "autre" },
  protections: {
    yes_first: "personne n’a reçu d’image avant d’avoir dit oui à chacun",
    blurred: "les images restaient floues tant que personne ne demandait à les voir",
    free_skips: "passer une image était libre et son temps payé",
    most_an_hour: "chacun pouvait choisir un maximum par heure",
    two_reports_stop: "deux signalements d’un contenu non déclaré arrêtaient le projet",
  },
  none: "aucune",
  notRecorded: "non enregistré",
  fewer: (least) => `moins de ${least}`,
  withheld: (least) => `non dit : moins de ${least} personnes`,
  hour: "h",
  hours: (hours) => `${hours} h`,
  anHour: (amount) => `${amount} par heure de travail`,
  hourly: (p10, p50, p90) => `${p10} / ${p50} / ${p90}, primes non comprises`,
  of: (part, all, share) => `${part} sur ${all}, ${share}`,
  silence: (answers, silent) =>
    `${answers}, dont ${silent} acceptées faute de relecture à temps : 72 h sans acte de relecture ni décision par d’autres réponses`,
  toDecide: (hours) => `${hours}, pour celles qui ont été décidées à temps`,
  rejected: (rejected, appealed, overturned, decided) =>
    `${rejected} ; recours : ${appealed} ; annulées : ${overturned} sur ${decided} tranchées`,
  sentBack: (sent, repaired) => `${sent} ; complétées : ${repaired}`,
  guideline: (versions, last) => (versions === 1 ? "1 version" : `${versions} versions, la dernière est la ${last}`),
  overlap: (base, more, share) =>
    base === more || share === "" ? `${base} par tâche` : `${base} par tâche, ${more} sur ${share} des tâches`,
  twice: (answers, mean, low, high) => `${answers}, accord ${mean} [${low} ; ${high}]`,
  proposals: (answers, taken, changed, refused) =>
    `dans ${answers} réponses : ${taken} régions gardées, ${changed} modifiées, ${refused} écartées`,
  share: (name, share) => `${name} (${share} du temps)`,
  others: (count) => (count === 1 ? "1 personne non nommée" : `${count} personnes non nommées`),
  nobody: "Personne n’a demandé à être nommé.",
  checks: [
    "`justesse label verify EXPORT` recalcule chaque chiffre depuis le stockage du studio et finit en erreur au moindre écart.",
    "Aucun chiffre ne porte sur moins de 5 personnes ; ce qui est omis ne se déduit pas du reste.",
    "Les durées sont des sommes de secondes comptées, telles que chaque personne les lit sur sa propre page.",
  ],
  sheets: [
    ["Task formulation", "Consignes et réponses ; les consignes elles-mêmes sont celles du projet"],
    ["Selecting annotators", "Personnes et temps ; Crédits"],
    ["Platform and infrastructure choices", "Rémunération ; Personnes et temps"],
    ["Dataset analysis and evaluation", "Décisions ; Consignes et réponses ; README.md"],
    ["Dataset release and maintenance", "Crédits ; Comment la vérifier ; README.md"],
  ],
  foot: (software, policy, upTo) => `Justesse ${software}, règles de travail ${policy}, état au ${upTo}.`,
}

/** What LABOR.md says in each language. */
export const LABOR_WORDS: Readonly<Record<Language, LaborWords>> = { en, fr }
