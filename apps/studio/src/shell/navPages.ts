import type { Role } from "@justesse/types"
import { KINDS } from "@justesse/types/kinds/list"
import type { Me, ProjectCard } from "@justesse/types/wire/account"
import { type LinkProps, linkOptions } from "@tanstack/react-router"
import type { IconName } from "../theme/Icon.tsx"

/** A page as navigation and palette name it: `name` is a key of the area `nav`. */
export interface NavPage {
  readonly link: LinkProps
  readonly name: string
  readonly icon: IconName
  readonly count?: number
  /** Another page that one is on when this one is marked in the menu. */
  readonly covers?: string
}

/** Decisions about one's answers: a view of the history, and a place of its own in the palette. */
export const DECISIONS = {
  ...{ link: { to: "/work/decisions" }, name: "decisions", icon: "decisions" },
} as const satisfies NavPage

/** Pages of "My work"; for whoever works where people are paid, {@link myPages}. */
export const MY_PAGES: readonly NavPage[] = [
  { link: { to: "/work/history" }, name: "history", icon: "history", covers: DECISIONS.link.to },
  { link: { to: "/work/questions" }, name: "myQuestions", icon: "question" },
  { link: { to: "/work/hours" }, name: "hours", icon: "clock" },
  { link: { to: "/work/learn" }, name: "learning", icon: "learn" },
  { link: { to: "/work/record" }, name: "record", icon: "record" },
  { link: { to: "/work/contacts" }, name: "contacts", icon: "people" },
  { link: { to: "/work/about-me" }, name: "aboutMe", icon: "person" },
]

/**
 * Pages of "My work" of one person: their hours are hours and pay where one of their projects pays them, and there is learning once
 * something of theirs is confirmed. `needMe`: decisions about their answers in which something is asked of them.
 */
export function myPages(me: Me, needMe = 0): readonly NavPage[] {
  const isPaid = me.projects.some(({ mode, roles }) => mode === "paid" && !roles.includes("owner"))
  return MY_PAGES.filter(({ name }) => name !== "learning" || me.learns === true).map((page) => {
    if (page.name === "history") return { ...page, count: needMe }
    return isPaid && page.name === "hours" ? { ...page, name: "hoursAndPay" } : page
  })
}

/** Pages of the operator of a studio through which somebody is paid. */
const MONEY_PAGES: readonly NavPage[] = [
  { link: { to: "/admin/payouts" }, name: "payouts", icon: "money" },
  { link: { to: "/admin/floor" }, name: "floor", icon: "floor" },
  { link: { to: "/admin/ledger" }, name: "ledger", icon: "ledger" },
]

/** What an operator's menu says of money; nothing where nobody is paid through the studio. */
interface MoneyCounts {
  readonly isPaying: boolean
  readonly requested: number
}

/** Pages of the operator: those of money where somebody is paid. */
export function adminPages(money: MoneyCounts | undefined): readonly NavPage[] {
  if (!money?.isPaying) return ADMIN_PAGES
  const paid = MONEY_PAGES.map((page) => (page.name === "payouts" ? { ...page, count: money.requested } : page))
  return [...ADMIN_PAGES, ...paid]
}

/** Pages of every operator. */
const ADMIN_PAGES: readonly NavPage[] = [
  { link: { to: "/admin" }, name: "health", icon: "health" },
  { link: { to: "/admin/people" }, name: "people", icon: "people" },
  { link: { to: "/admin/jobs" }, name: "jobs", icon: "jobs" },
  { link: { to: "/admin/backups" }, name: "backups", icon: "disk" },
]

const ALL: readonly Role[] = ["owner", "reviewer", "annotator"]
const LOOKING: readonly Role[] = ["owner", "reviewer"]
const OWNER: readonly Role[] = ["owner"]

const PROJECT_PAGES = [
  { to: "/p/$project", name: "overview", icon: "overview", roles: LOOKING },
  { to: "/p/$project/conditions", name: "conditions", icon: "conditions", roles: ALL },
  { to: "/p/$project/images", name: "images", icon: "image", roles: LOOKING },
  { to: "/p/$project/imports", name: "imports", icon: "import", roles: OWNER },
  { to: "/p/$project/labels", name: "labels", icon: "label", roles: OWNER },
  { to: "/p/$project/guideline", name: "guideline", icon: "guideline", roles: ALL },
  { to: "/p/$project/questions", name: "questions", icon: "question", roles: LOOKING },
  { to: "/p/$project/people", name: "people", icon: "people", roles: OWNER },
  { to: "/p/$project/quality", name: "quality", icon: "quality", roles: LOOKING },
  { to: "/p/$project/gold", name: "gold", icon: "gold", roles: LOOKING },
  { to: "/p/$project/models", name: "models", icon: "models", roles: OWNER },
  { to: "/p/$project/versions", name: "versions", icon: "versions", roles: LOOKING },
  { to: "/p/$project/budget", name: "budget", icon: "money", roles: OWNER },
  { to: "/p/$project/record", name: "asWorkersSee", icon: "smile", roles: ALL },
  { to: "/p/$project/activity", name: "activity", icon: "activity", roles: LOOKING },
  { to: "/p/$project/settings", name: "settings", icon: "settings", roles: OWNER },
] as const

/** The labels of a form are its questions; that word is of those that people ask about their tasks. Rows may stand where pictures do. */
function nameOf(name: (typeof PROJECT_PAGES)[number]["name"], { kind, about }: Pick<ProjectCard, "kind" | "about">) {
  if (name === "images" && about) return about === "row" ? "rows" : "answers"
  return name === "labels" && KINDS[kind].asksFields ? "form" : name
}

/** Pages of a project that somebody with these roles may see, in the order of the navigation; `questions` wait for an answer. */
export function projectPages(
  { project, roles, mode, kind, about }: Pick<ProjectCard, "project" | "roles" | "mode" | "kind" | "about">,
  questions = 0,
): NavPage[] {
  // Money is absent where nobody is paid: who pays is then a line of the settings.
  const there = PROJECT_PAGES.filter(({ name }) => name !== "budget" || mode === "paid").filter(
    // Known answers and what models propose are of pictures.
    ({ name }) => about === undefined || (name !== "gold" && name !== "models"),
  )
  return there
    .filter((page) => page.roles.some((role) => roles.includes(role)))
    .map(({ to, name, icon }) => ({
      link: linkOptions({ to, params: { project } }),
      name: nameOf(name, { kind, about }),
      icon: name === "images" && about ? "overview" : icon,
      ...(name === "questions" ? { count: questions } : {}),
    }))
}

/** Appeals that somebody was drawn for: how many wait, and how many they decided. */
export interface AppealCounts {
  readonly waiting: number
  readonly decided: number
}

/** The first level: what everybody has, what a role adds, and appeals for those who were ever drawn for one. */
export function topPages(me: Me, appeals?: AppealCounts): NavPage[] {
  const isThird = appeals !== undefined && appeals.waiting + appeals.decided > 0
  const reviews = me.projects.some((card) => card.roles.includes("reviewer"))
  return [
    { link: { to: "/work" }, name: "work", icon: "work", count: me.sentBack },
    ...(reviews
      ? [{ link: { to: "/review" }, name: "review", icon: "review", count: me.reviewWaiting } satisfies NavPage]
      : []),
    ...(isThird
      ? [{ link: { to: "/appeals" }, name: "appeals", icon: "scales", count: appeals.waiting } satisfies NavPage]
      : []),
    ...(me.ombud ? [{ link: { to: "/ombud" }, name: "ombud", icon: "scales" } satisfies NavPage] : []),
    { link: { to: "/projects" }, name: "projects", icon: "folder" },
    ...(me.person?.operator ? [{ link: { to: "/admin" }, name: "operator", icon: "health" } satisfies NavPage] : []),
  ]
}

/** Keys that go somewhere after `G`, outside of work pages. */
export const GO_KEYS = [
  { key: "w", to: "/work", name: "work" },
  { key: "r", to: "/review", name: "review" },
  { key: "p", to: "/projects", name: "projects" },
  { key: "i", to: "/inbox", name: "inbox" },
  { key: "s", to: "/settings", name: "mySettings" },
  { key: "h", to: "/help", name: "help" },
] as const
