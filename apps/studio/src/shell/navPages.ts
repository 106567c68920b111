import type { Role } from "@justesse/types"
import type { Me } from "@justesse/types/wire/account"
import type { IconName } from "../theme/Icon.tsx"

/** A page as navigation and palette name it: `name` is a key of the area `nav`. */
export interface NavPage {
  readonly to: string
  readonly name: string
  readonly icon: IconName
  readonly count?: number
}

/** Pages of "My work". */
export const MY_PAGES: readonly NavPage[] = [
  { to: "/work/history", name: "history", icon: "history" },
  { to: "/work/hours", name: "hours", icon: "clock" },
  { to: "/work/about-me", name: "aboutMe", icon: "person" },
]

/** Pages of the operator. */
export const ADMIN_PAGES: readonly NavPage[] = [
  { to: "/admin", name: "health", icon: "health" },
  { to: "/admin/people", name: "people", icon: "people" },
  { to: "/admin/jobs", name: "jobs", icon: "jobs" },
  { to: "/admin/backups", name: "backups", icon: "disk" },
]

interface ProjectPage {
  readonly path: string
  readonly name: string
  readonly icon: IconName
  readonly roles: readonly Role[]
}

const ALL: readonly Role[] = ["owner", "reviewer", "annotator"]
const LOOKING: readonly Role[] = ["owner", "reviewer"]
const OWNER: readonly Role[] = ["owner"]

const PROJECT_PAGES: readonly ProjectPage[] = [
  { path: "", name: "overview", icon: "overview", roles: LOOKING },
  { path: "/conditions", name: "conditions", icon: "conditions", roles: ALL },
  { path: "/images", name: "images", icon: "image", roles: LOOKING },
  { path: "/imports", name: "imports", icon: "import", roles: OWNER },
  { path: "/labels", name: "labels", icon: "label", roles: OWNER },
  { path: "/guideline", name: "guideline", icon: "guideline", roles: ALL },
  { path: "/people", name: "people", icon: "people", roles: OWNER },
  { path: "/quality", name: "quality", icon: "quality", roles: LOOKING },
  { path: "/gold", name: "gold", icon: "gold", roles: LOOKING },
  { path: "/models", name: "models", icon: "models", roles: OWNER },
  { path: "/versions", name: "versions", icon: "versions", roles: LOOKING },
  { path: "/activity", name: "activity", icon: "activity", roles: LOOKING },
  { path: "/settings", name: "settings", icon: "settings", roles: OWNER },
]

/** Pages of a project that somebody with these roles may see, in the order of the navigation. */
export function projectPages(project: string, roles: readonly Role[]): NavPage[] {
  return PROJECT_PAGES.filter((page) => page.roles.some((role) => roles.includes(role))).map((page) => ({
    to: `/p/${project}${page.path}`,
    name: page.name,
    icon: page.icon,
  }))
}

/** The first level: what everybody has, and what a role adds. */
export function topPages(me: Me): NavPage[] {
  const reviews = me.projects.some((card) => card.roles.includes("reviewer"))
  return [
    { to: "/work", name: "work", icon: "work", count: me.sentBack },
    ...(reviews ? [{ to: "/review", name: "review", icon: "review", count: me.reviewWaiting } satisfies NavPage] : []),
    { to: "/projects", name: "projects", icon: "folder" },
    ...(me.person?.operator ? [{ to: "/admin", name: "operator", icon: "health" } satisfies NavPage] : []),
  ]
}

/** Keys that go somewhere after `G`, outside of work pages. */
export const GO_KEYS = [
  { key: "w", to: "/work", name: "work" },
  { key: "r", to: "/review", name: "review" },
  { key: "p", to: "/projects", name: "projects" },
  { key: "s", to: "/settings", name: "mySettings" },
  { key: "h", to: "/help", name: "help" },
] as const
