import type { RecordClaims, RecordFact } from "@justesse/types/records/claims"
import type { Translate } from "../../i18n/useT.ts"
import type { Format } from "../../locale/useFormat.ts"

/** What writes claims as people read them. */
interface Writing {
  readonly t: Translate
  readonly format: Format
  readonly language: string
}

/** One line of a record: what it is, its figure, and what it rests on. */
interface RecordLine {
  readonly key: string
  readonly name: string
  readonly value: string
  readonly note: string
}

const HOUR_S = 3_600
const MINUTE_S = 60
/** From here on minutes say nothing. */
const WHOLE_HOURS_S = 10 * HOUR_S

/** Counted time, cut and never rounded up: nobody is said to have worked more than they did. */
export function writeHours(seconds: number, format: Format): string {
  const unit = seconds >= WHOLE_HOURS_S ? HOUR_S : seconds >= MINUTE_S ? MINUTE_S : 1
  return format.duration(seconds - (seconds % unit))
}

/** A share with its interval, in percent with one digit. */
function writeAccuracy({ ratio, low, high }: NonNullable<RecordClaims["accuracy"]>, { t, format }: Writing): string {
  const [share, from, to] = [ratio, low, high].map((part) => format.number(part * 100, 1))
  return t("accuracyValue", { share: share ?? "", from: from ?? "", to: to ?? "" })
}

const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`)

/** From which day to which. */
function writeWorked({ from, to }: NonNullable<RecordClaims["worked"]>, { t, format }: Writing): string {
  if (from === to) return t("onDay", { day: format.fullDate(noon(from)) })
  return t("fromTo", { from: format.fullDate(noon(from)), to: format.fullDate(noon(to)) })
}

/** Several things in one sentence: `French and Wolof`. */
function writeList(parts: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(parts)
}

/** The figure of one fact. */
export function writeFact(fact: RecordFact, claims: RecordClaims, writing: Writing): string {
  const { t, format, language } = writing
  if (fact === "worked") return claims.worked ? writeWorked(claims.worked, writing) : ""
  if (fact === "roles")
    return writeList(
      (claims.roles ?? []).map((role) => t(`common:roles.${role}`)),
      language,
    )
  if (fact === "accuracy") return claims.accuracy ? writeAccuracy(claims.accuracy, writing) : ""
  if (fact === "trainedFor") return (claims.trainedFor ?? []).join(", ")
  if (fact === "languages") {
    const names = new Intl.DisplayNames(language, { type: "language" })
    return writeList(
      (claims.languages ?? []).map((one) => names.of(one) ?? one),
      language,
    )
  }
  return format.number(claims[fact] ?? 0)
}

/** What stands under the name of a fact: what it rests on. */
export function writeNote(fact: RecordFact, claims: RecordClaims, { t }: Pick<Writing, "t">): string {
  return fact === "accuracy" ? t("note.accuracy", { count: claims.accuracy?.n ?? 0 }) : t(`note.${fact}`)
}

/** Facts that the sentence of a record says; the others are lines under it. */
const IN_SENTENCE: readonly RecordFact[] = ["worked", "roles"]
const IN_LINES: readonly RecordFact[] = ["acceptedAnswers", "decidedReviews", "accuracy", "trainedFor", "languages"]

/** The lines of a record: hours by kind of task, then the figures. */
export function recordLines(claims: RecordClaims, writing: Writing): RecordLine[] {
  const { t, format } = writing
  const hours = (claims.activeHours ?? []).map(({ kind, seconds }) => ({
    key: kind,
    name: t("hours", { kind: t(`common:kind.${kind}`) }),
    value: writeHours(seconds, format),
    note: "",
  }))
  const facts = IN_LINES.filter((fact) => claims[fact] !== undefined).map((fact) => ({
    key: fact,
    name: t(`fact.${fact}`),
    value: writeFact(fact, claims, writing),
    note: fact === "accuracy" ? writeNote(fact, claims, writing) : "",
  }))
  return [...hours, ...facts]
}

/** The sentence under the name: as what, where and when, as far as it is said. */
export function recordSentence(claims: RecordClaims, issuer: string, writing: Writing): string {
  const { t, language } = writing
  const [worked, roles] = IN_SENTENCE.map((fact) => claims[fact] !== undefined)
  const key = `sentence.${roles ? "as" : ""}${worked ? "When" : ""}` as const
  return t(key === "sentence." ? "sentence.plain" : key, {
    at: hostOf(issuer),
    roles: writeList(
      (claims.roles ?? []).map((role) => t(`as.${role}`)),
      language,
    ),
    when: claims.worked ? writeWorked(claims.worked, writing) : "",
  })
}

/** An address as people say it. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}

/** The beginning and the end of a key's thumbprint, enough to compare two by eye. */
export function shortKey(key: string): string {
  return `${key.slice(0, 4)}…${key.slice(-4)}`
}

/** Name of the file of a record. */
export function fileName(claims: Pick<RecordClaims, "name">, number: string): string {
  const name = (claims.name ?? "")
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
  return `${name === "" ? "record" : name}-${number}.jws`
}
