import { AskedIn, type RefusedKind } from "@justesse/types/content/refusedKinds"

/** A sentence that asks for a refused kind of work. */
export interface RefusedAsk {
  readonly kind: RefusedKind
  /** The whole sentence, without markup, at most 300 characters. */
  readonly sentence: string
}

/** Longest sentence that is kept of an {@link RefusedAsk}. */
const LONGEST = 300

/** Words between a verb and its object; prepositions and conjunctions end the object. */
const FILL = String.raw`(?:(?!(?:on|of|in|at|to|from|with|and|or|for|by|as|it|is|are|into|sur|de|du|des|dans|à|au|et|ou|par|pour|en)\s)[\p{L}\p{N}’'&.@-]+\s+)`
/** A verb is asked for at the start of a clause or behind one of these words; "looks like our page" asks for nothing. */
const ASKING = String.raw`(?:^|(?<=(?:^|\s)(?:and|then|please|to|you|must|also|should|now|first|or|will|can|kindly|simply|always|et|puis|ensuite|ou|de|d’|d'|à|vous|devez|aussi|veuillez|faut|pour|pouvez|merci|svp)\s))`
const PROMOTED = String.raw`(?:page|channel|videos?|posts?|profile|accounts?|apps?|group|playlist|songs?|tweets?|story|stories|repo(?:sitory)?|newsletter|podcast|brand|company|business|facebook|instagram|tiktok|youtube|twitter|linkedin)`
const PROMUE = String.raw`(?:page|chaînes?|vidéos?|publications?|posts?|profils?|comptes?|appli(?:cation)?s?|groupe|story|marque|infolettre|newsletter|podcast|facebook|instagram|tiktok|youtube|twitter|linkedin)`
const PLATFORM = String.raw`(?:google|amazon|yelp|trustpilot|trip ?advisor|the app ?store|the play ?store|app ?store|play ?store|google play|facebook|booking|glassdoor|capterra|g2)`
const PRAISE = String.raw`(?:positive|five[- ]stars?|5[- ]stars?|4[- ]stars?|★+|good|great|nice|excellent|favou?rable|glowing|fake|verified)`
const ELOGE = String.raw`(?:positi(?:f|ve)s?|bonn?e?s?|excellente?s?|élogieux|favorables?|faux|5|cinq|★+)`
const OWN = String.raw`(?:our|my|his|her|their|your client’s|the client’s|the client's)`
const A_NEW = String.raw`(?:(?:an?|your|my|the|new|fresh|free|another|several|many|two|three|\d+|some|one|multiple)\s+)+`
const UN = String.raw`(?:(?:un|une|votre|ton|des|plusieurs|deux|trois|\d+|nouveaux?|nouvelle)\s+)+`

const ask = (pattern: string): RegExp => new RegExp(`${ASKING}(?:${pattern})(?![\\p{L}\\p{N}])`, "iu")

/** How each kind is asked for, in English and French. */
const ASKED: readonly (readonly [RefusedKind, readonly RegExp[]])[] = [
  [
    "captchas",
    [
      ask(
        `(?:solve|complete|fill in|pass|enter|answer|bypass|crack|type|transcribe|decode|read)\\s+${FILL}{0,4}(?:re|h)?captchas?`,
      ),
      ask(
        `(?:résol(?:s|vez|ve)|résoudre|remplir|remplissez|passe[rz]|tape[rz]|saisi(?:r|ssez)|transcri(?:s|vez|re)|déchiffre[rz])\\s+${FILL}{0,4}(?:re|h)?captchas?`,
      ),
    ],
  ],
  [
    "reviews",
    [
      ask(
        `(?:write|leave|post|give|submit|publish|add)\\s+${FILL}{0,4}${PRAISE}\\s+${FILL}{0,3}(?:reviews?|ratings?|testimonials?|feedback|comments?)`,
      ),
      ask(
        `(?:write|leave|post|give|submit|publish|add)\\s+${FILL}{0,4}(?:reviews?|ratings?|testimonials?|feedback|comments?|stars)\\s+(?:of|for|on|about|to)\\s+(?:us|me|${OWN}\\s+\\S+|${PLATFORM})`,
      ),
      ask(`(?:rate|review)\\s+(?:us|me|(?:our|my)\\s+\\S+)`),
      ask(
        `(?:écri(?:s|vez|re)|laisse[rz]?|donne[rz]?|poste[rz]?|publie[rz]?|mett(?:re|ez)|dépose[rz]?)\\s+${FILL}{0,4}(?:avis|commentaires?|notes?|évaluations?|témoignages?|étoiles)\\s+${ELOGE}`,
      ),
      ask(
        `(?:écri(?:s|vez|re)|laisse[rz]?|donne[rz]?|poste[rz]?|publie[rz]?|mett(?:re|ez)|dépose[rz]?)\\s+${FILL}{0,4}${ELOGE}\\s+${FILL}{0,2}(?:avis|commentaires?|notes?|évaluations?|témoignages?|étoiles)`,
      ),
      ask(
        `(?:écri(?:s|vez|re)|laisse[rz]?|donne[rz]?|poste[rz]?|publie[rz]?|mett(?:re|ez)|dépose[rz]?)\\s+${FILL}{0,4}(?:avis|commentaires?|notes?|évaluations?|témoignages?|étoiles)\\s+(?:sur|de|à|pour)\\s+(?:nous|moi|(?:notre|nos|mon|ma|mes)\\s+\\S+|${PLATFORM})`,
      ),
    ],
  ],
  [
    "sign_ups",
    [
      ask(
        `(?:create|open|make|register|set up|activate|verify)\\s+${A_NEW}${FILL}{0,2}(?:accounts?|profiles?)(?!\\s+(?:numbers?|statements?|holders?|balances?|names?))`,
      ),
      ask("(?:sign up|register(?: yourself)?|enrol+)\\s+(?:on|at|for|with|to|here|via|using)"),
      ask(`subscribe\\s+(?:to|for)\\s+${A_NEW}${FILL}{0,2}(?:newsletter|service|plan|trial)`),
      ask(`inscri(?:s|vez)[- ](?:toi|vous)|s[’']inscrire\\s+(?:sur|à|au)|enregistre[z]?[- ](?:toi|vous)`),
      ask(`(?:crée[rz]?|ouvr(?:e|ez|ir)|active[rz]?)\\s+${UN}${FILL}{0,2}(?:comptes?|profils?)`),
    ],
  ],
  [
    "likes",
    [
      ask(
        `(?:like|follow|share|subscribe to|upvote|retweet|repost|comment on|star|join)\\s+(?:us|me|(?:our|my)\\s+${FILL}{0,4}${PROMOTED})`,
      ),
      ask(
        `(?:like|subscribe to|upvote|retweet)\\s+(?:the|this|these|his|her|their)\\s+${FILL}{0,2}(?:page|channel|video|post|profile|account|app)`,
      ),
      ask(
        `(?:follow|share)\\s+(?:the|this|his|her|their)\\s+${FILL}{0,2}(?:channel|profile|account|facebook page|instagram page)`,
      ),
      ask(`(?:give|leave)\\s+(?:us|me)\\s+${FILL}{0,2}(?:like|thumbs up|follow)`),
      ask(
        `(?:aime[rz]?|like[rz]?|suivez|suivre|suis|partage[rz]?|commente[rz]?|abonne-toi à|abonnez-vous à|s[’']abonner à)\\s+(?:à\\s+)?(?:notre|nos|ma|mon|mes)\\s+${FILL}{0,4}${PROMUE}`,
      ),
      ask(
        `(?:aime[rz]|like[rz]?|abonne[- ]toi à|abonnez[- ]vous à)\\s+(?:la|le|les|cette|ce)\\s+${FILL}{0,2}(?:page|chaîne|vidéo|publication|profil|compte)`,
      ),
      ask(`(?:suivez|suivre|partage[rz])\\s+(?:la|le|cette|ce)\\s+${FILL}{0,2}(?:chaîne|profil|compte)`),
      ask("(?:suivez|suis|likez)-nous|abonne[- ]toi|abonnez[- ]vous"),
    ],
  ],
  [
    "visits",
    [
      ask(
        `(?:visit|browse|go to|open|click on|click|tap on|view|watch|download|install)\\s+(?:our|my)\\s+${FILL}{0,3}(?:web ?sites?|site|page|link|ads?|advert(?:isement)?s?|shop|store|blog|videos?|channel|app)`,
      ),
      ask(
        `(?:visit|browse|go to|click on|click|open)\\s+(?:the|this|these|following)\\s+${FILL}{0,2}(?:web ?site|site|links?|ads?|advert(?:isement)?s?|shop)`,
      ),
      ask(`visit\\s+(?:the|this)\\s+${FILL}{0,2}(?:web ?page|page)`),
      ask(`(?:visit|go to|click on|click)\\s+${FILL}{0,2}(?:https?://|www\\.)\\S*[\\p{L}\\p{N}/]`),
      ask(`(?:download|install)\\s+(?:the|this)\\s+${FILL}{0,2}app`),
      ask(
        `(?:visite[zr]?|ouvr(?:ez|e|ir)|clique[zr]? sur|rendez[- ]vous sur|alle[zr] sur|télécharge[zr]?|installe[zr]?|regarde[zr]?)\\s+(?:notre|nos|mon|ma|mes)\\s+${FILL}{0,3}(?:site|page|lien|annonces?|publicités?|boutique|blog|vidéos?|chaîne|appli(?:cation)?)`,
      ),
      ask(
        `(?:visite[zr]?|clique[zr]? sur|rendez[- ]vous sur|alle[zr] sur|ouvr(?:ez|e|ir))\\s+(?:le|la|ce|cette|les|ces)\\s+${FILL}{0,2}(?:site|liens?|annonces?|publicités?|boutique)`,
      ),
      ask(`(?:télécharge[zr]?|installe[zr]?)\\s+(?:l[’']|cette\\s+)appli(?:cation)?`),
    ],
  ],
  [
    "contest_entries",
    [
      ask(
        `(?:enter|join|take part in|participate in)\\s+(?:the|our|this|my|a)\\s+${FILL}{0,3}(?:contest|competition|raffle|giveaway|sweepstakes?|prize draw|lottery)`,
      ),
      ask("vote for (?:us|me|our|my)"),
      ask(
        `particip(?:e|ez|er)\\s+(?:à|au)\\s+(?:(?:le|la|notre|ce|mon|un)\\s+)?${FILL}{0,3}(?:concours|tirage|jeu[- ]concours|loterie)`,
      ),
      ask("vot(?:e|ez|er) pour (?:nous|moi|notre|mon|ma)"),
    ],
  ],
]

/** What annotators do, and how texts are told of: quoted words beside these are what is labelled, not what is asked for. */
const LABELLING =
  /(?<!\p{L})(say|says|said|reads?|texts?|transcri|label|mark|box|draw|types?|signs?|buttons?|words?|captions?|dit|disent|lit|textes?|bouton|panneau|mots?|encadr|annot|légende)/iu
/** Quoted passages of two words or more. */
const QUOTED = /[“"«][^”"»\n]*\s[^”"»\n]*[”"»]/gu

const clean = (text: string): string =>
  text
    .normalize("NFKC")
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF\u00AD]/gu, "")
    .replaceAll(/!?\[([^\]]*)\]\(([^)]*)\)/gu, "$1 $2")
    .replaceAll(/[*_`#>~]+/gu, "")

/** Clauses of a sentence without what it quotes and without list marks. */
function clausesIn(sentence: string): string[] {
  const outside = sentence.replaceAll(QUOTED, " … ")
  const meant = LABELLING.test(outside) ? outside : sentence
  return meant.split(/[,;()|]|:(?!\/\/)|\s[–—-]\s/u).map((clause) =>
    clause
      .replace(/^[\s\d.)•“”"«»-]+/u, "")
      .replaceAll(/\s+/gu, " ")
      .trim(),
  )
}

/**
 * Sentences of a text that ask for what no project may ask for, in English or French, each once. An operator decides about each: labelling
 * images of such signs and buttons is ordinary work.
 *
 * @example findRefusedAsks("Box every sign. Like our Facebook page.") // [{ kind: "likes", sentence: "Like our Facebook page" }]
 */
export function findRefusedAsks(text: string): RefusedAsk[] {
  const found = new Map<string, RefusedAsk>()
  for (const sentence of clean(text).split(/(?<=[.!?])\s+|\n+/u)) {
    const clauses = clausesIn(sentence)
    const kind = ASKED.find(([, patterns]) =>
      patterns.some((pattern) => clauses.some((clause) => pattern.test(`${clause} `))),
    )?.[0]
    if (kind === undefined) continue
    const told = sentence
      .replace(/^[\s\d.)•-]+/u, "")
      .trim()
      .slice(0, LONGEST)
    if (!found.has(told.toLowerCase())) found.set(told.toLowerCase(), { kind, sentence: told })
  }
  return [...found.values()]
}

/** Texts of a project, or of a change to it: what is not changed is left out. */
export type ProjectTexts = Partial<Record<Exclude<AskedIn, "labels">, string>> & { readonly labels?: unknown }

/** All texts inside labels and questions: names, hints, answers to choose from. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Sentences of a project, or of a change to it, that ask for refused kinds of work, with the part they stand in. */
export function findRefusedIn(texts: ProjectTexts): (RefusedAsk & { readonly place: AskedIn })[] {
  return AskedIn.options.flatMap((place) =>
    findRefusedAsks(textsIn(texts[place]).join("\n")).map((found) => ({ ...found, place })),
  )
}
