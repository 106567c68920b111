import { listJudgementsUntil } from "@justesse/db/decisions"
import { listAnswersBehind } from "@justesse/db/decisions/sent"
import { findGuideline } from "@justesse/db/guidelines"
import { findPerson } from "@justesse/db/people"
import { findProject, type Project } from "@justesse/db/projects"
import {
  countGuidelinesUntil,
  countSentBackUntil,
  findContributors,
  sumProjectedTime,
  sumProposalsUntil,
  sumTimeByPerson,
} from "@justesse/db/versions/labor"
import { findMoneyFacts, sumPaidTwice } from "@justesse/db/versions/laborMoney"
import { JustesseError, type Language, languagesOf, Preferences, payOf, type Sha256 } from "@justesse/types"
import { isContentClass } from "@justesse/types/content/classes"
import type { DatasetManifest } from "@justesse/types/dataset"
import { ContentProtection, type LaborLabel } from "@justesse/types/pay/labor"
import { VERSION } from "@justesse/types/version"
import type { VersionShown } from "@justesse/types/wire/dataset"
import { countDoubts, tellDecided } from "@justesse/work/labor/decisions"
import { computeLabor, type LaborFacts } from "@justesse/work/labor/label"
import { tellMoney } from "@justesse/work/labor/money"
import type { Deps } from "../core/deps.ts"
import type { Facts } from "../versions/head.ts"

type Reading = Pick<Deps, "storage">

/** What a label is of: a frozen version, or a selection as it is. */
export interface Labelled {
  readonly projectId: number
  readonly version: number
  readonly contentSha256: Sha256 | null
  readonly frozenAtMs: number
  readonly guidelineVersion: number
  readonly people: DatasetManifest["people"]
  readonly sure: VersionShown["sure"]
  /** What was asked and announced when it was frozen; null: as the project says now. */
  readonly conditions: Facts["conditions"]
}

/** What a check compares: how the label has it, and how the studio's books have it. Milliseconds or micro-units. */
interface LaborCheck {
  readonly what: "hours" | "money"
  readonly label: number
  readonly storage: number
}

/** A version by its head, as labels are computed of it. */
export function labelledVersion(
  projectId: number,
  { manifest, sure, conditions }: Pick<Facts, "manifest" | "sure" | "conditions">,
): Labelled {
  const { version, contentSha256, frozenAtMs, guidelineVersion, people } = manifest
  return { projectId, version, contentSha256, frozenAtMs, guidelineVersion, people, sure, conditions }
}

/**
 * The labor label of a version as everything stands at `upToMs`. Asked again for the same moment it is the same, but for credits that
 * people took back since, and for `language` where none is given: that of the guideline, else of who made the project.
 */
export async function findLabor(
  { storage }: Reading,
  of: Labelled,
  upToMs: number,
  language?: Language,
): Promise<LaborLabel> {
  const { db } = storage
  const { projectId, version, contentSha256, frozenAtMs, sure } = of
  const project = await findProject(db, projectId)
  if (!project) throw new JustesseError("not_found", { project: projectId })
  const found = await findContributors(
    db,
    projectId,
    of.people.map(({ pseudonym }) => pseudonym),
  )
  const told = of.conditions ?? conditionsOf(project)
  const { title, overlap, contentNote, content = [], mode = payOf(project.settings).mode } = told
  const facts: LaborFacts = {
    ...{ project: project.slug, title, version, contentSha256, frozenAtMs, upToMs },
    language: language ?? (await findLanguage({ storage }, projectId, of.guidelineVersion, project.madeBy)),
    mode,
    money:
      mode === "paid"
        ? tellMoney(await findMoneyFacts(db, { projectId, frozenAtMs, currency: payOf(project.settings).currency }))
        : null,
    time: await sumTimeByPerson(db, projectId, { frozenAtMs, upToMs }),
    contributors: found.map(({ personId, pseudonym, preferences, isActive }) => ({
      personId,
      pseudonym,
      credit: isActive ? (Preferences.safeParse(preferences).data?.credit ?? null) : null,
    })),
    decisions: {
      answers: of.people.reduce((sum, { answers }) => sum + answers, 0),
      sentBack: await countSentBackUntil(db, projectId, frozenAtMs),
      ...countDoubts(await listJudgementsUntil(db, projectId, frozenAtMs)),
      ...tellDecided(
        version === 0 ? null : await listAnswersBehind(db, { projectId, version, frozenAtMs }),
        frozenAtMs,
      ),
    },
    guideline: await countGuidelinesUntil(db, projectId, frozenAtMs),
    agreement: {
      overlap,
      answeredTwice: sure?.doubled ?? null,
      measured: sure?.agreement ?? null,
    },
    proposals: await sumProposalsUntil(db, projectId, frozenAtMs),
    content: {
      note: contentNote,
      ...(content.length > 0 && { classes: content, protections: [...ContentProtection.options] }),
    },
    software: VERSION,
  }
  return computeLabor(facts)
}

/** What a project asks and announces at this moment, as a version keeps it. */
export function conditionsOf({ name, settings }: Pick<Project, "name" | "settings">): NonNullable<Facts["conditions"]> {
  const content = (settings.content?.classes ?? []).filter(isContentClass)
  const { overlap, contentNote } = settings
  return { title: name, overlap, contentNote, mode: payOf(settings).mode, ...(content.length > 0 && { content }) }
}

/** The language that a project's guideline was written in; where it does not say, that of who made the project. */
async function findLanguage(
  { storage }: Reading,
  projectId: number,
  guidelineVersion: number,
  madeBy: number,
): Promise<Language> {
  const guideline = await findGuideline(storage.db, projectId, guidelineVersion)
  const [language] = languagesOf(guideline?.markdown ?? "")
  if (language) return language
  const person = await findPerson(storage.db, madeBy)
  return Preferences.safeParse(person?.preferences).data?.language ?? "en"
}

/** What a label rests on, against the books that pages read. */
export async function checkLabor({ storage }: Reading, projectId: number): Promise<LaborCheck[]> {
  const { db } = storage
  const { entriesMs, quartersMs } = await sumProjectedTime(db, projectId)
  const hours = { what: "hours", label: entriesMs, storage: quartersMs } as const
  const project = await findProject(db, projectId)
  if (!project) throw new JustesseError("not_found", { project: projectId })
  const { mode, currency } = payOf(project.settings)
  if (mode !== "paid") return [hours]
  const { entriesMicros, balancesMicros } = await sumPaidTwice(db, projectId, currency)
  return [hours, { what: "money", label: entriesMicros, storage: balancesMicros }]
}

/**
 * The label that an export goes out with.
 * @throws JustesseError label_differs where it does not agree with the studio's books
 */
export async function laborFor(deps: Reading, of: Labelled, upToMs: number): Promise<LaborLabel> {
  await requireAgreement(deps, of.projectId)
  return findLabor(deps, of, upToMs)
}

/**
 * Holds an export back whose label, computed again once its files are written, is another: something came in for that very moment.
 * @throws JustesseError label_differs
 */
export async function requireSame(deps: Reading, of: Labelled, label: LaborLabel): Promise<void> {
  await requireAgreement(deps, of.projectId)
  const again = await findLabor(deps, of, label.upToMs, label.language)
  const [first] = findDifferences(label, again)
  if (first) throw new JustesseError("label_differs", first)
}

async function requireAgreement(deps: Reading, projectId: number): Promise<void> {
  for (const { what, label, storage } of await checkLabor(deps, projectId))
    if (label !== storage) throw new JustesseError("label_differs", { what, label, storage })
}

/** Where two labels differ: the path of each value with both. The program that made them may be another, and the words' language. */
export function findDifferences(
  label: LaborLabel,
  storage: LaborLabel,
): { readonly what: string; readonly label: string; readonly storage: string }[] {
  return differ("", { ...label, software: "" }, { ...asOldAs(label, storage), software: "" })
}

/** A label computed now, without what labels of the age of another one did not tell. */
function asOldAs(label: LaborLabel, storage: LaborLabel): LaborLabel {
  const { mode, money } = storage.pay
  if (!money?.byTime || label.pay.money?.byTime) return storage
  const { byTime: _, ...rest } = money
  return { ...storage, pay: { mode, money: rest } }
}

function differ(path: string, label: unknown, storage: unknown): { what: string; label: string; storage: string }[] {
  if (isObject(label) && isObject(storage)) {
    const keys = [...new Set([...Object.keys(label), ...Object.keys(storage)])]
    return keys.flatMap((key) => differ(path === "" ? key : `${path}.${key}`, label[key], storage[key]))
  }
  const [own, other] = [JSON.stringify(label ?? null), JSON.stringify(storage ?? null)]
  return own === other ? [] : [{ what: path, label: own, storage: other }]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
