import type { Me } from "@justesse/types/wire/account"
import { useQueryClient } from "@tanstack/react-query"
import { type LinkProps, linkOptions, useNavigate, useRouter } from "@tanstack/react-router"
import { useStore } from "zustand"
import { api } from "../../api.ts"
import { forgetWritten } from "../../browser/written.ts"
import { chooseLanguage } from "../../i18n/index.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { chooseTheme, useAppearance } from "../../theme/appearance.ts"
import type { IconName } from "../../theme/Icon.tsx"
import { adminPages, DECISIONS, GO_KEYS, myPages, type NavPage, projectPages, topPages } from "../navPages.ts"
import { useAppeals, useProjectSlug, useStudioMoney } from "../useMe.ts"
import type { Sought } from "./matching.ts"
import { pageActs } from "./pageActs.ts"

/** One line of the palette. */
export interface PaletteItem extends Sought {
  readonly id: string
  readonly icon: IconName
  readonly keys?: string
  readonly run: () => void
}

/** Whatever one may go to or do from here: pages, projects with their pages, and acts. */
export function usePaletteItems(me: Me): PaletteItem[] {
  const t = useT("nav")
  const find = useT("find")
  const router = useRouter()
  const slug = useProjectSlug()
  const appeals = useAppeals()
  const money = useStudioMoney()
  const acts = useActs()
  const here = useStore(pageActs)
  const page = (link: LinkProps, name: string, icon: IconName, words: string, beside?: string): PaletteItem => {
    const key = GO_KEYS.find((one) => one.to === link.to)?.key.toUpperCase()
    const id = router.buildLocation(link).href
    const run = () => void router.navigate(link)
    return { id, name, icon, words, run, ...(beside && { beside }), ...(key && { keys: `G ${key}` }) }
  }
  const toItem = ({ link, name, icon }: NavPage, beside?: string) =>
    page(link, t(name), icon, find(`place.${name}`), beside)
  const card = me.projects.find((card) => card.project === slug)
  const own = [
    ...topPages(me, appeals),
    ...myPages(me),
    DECISIONS,
    ...(me.person?.operator ? adminPages(money).slice(1) : []),
  ]
  return [
    ...here.map((act) => ({ ...act, icon: "work" as const, beside: t("onThisPage") })),
    ...(card ? projectPages(card).map((one) => toItem(one, card.name)) : []),
    ...own.map((one) => toItem(one)),
    ...me.projects.map((one) => {
      const { project, name } = one
      const first = projectPages(one)[0]?.link ?? { to: "/projects" }
      return { ...page(first, name, "folder", find("page.project"), t("project")), id: `project ${project}` }
    }),
    ...me.projects
      .filter(({ roles, state }) => roles.includes("annotator") && state === "open")
      .map(({ project, name }) => {
        // A task that is open now stays in its own project.
        const params = { project, assignment: undefined }
        const link = linkOptions({ to: "/label/$project/{-$assignment}", params })
        return page(link, t("label", { name }), "work", find("page.label"), t("act"))
      }),
    page({ to: "/projects/new" }, t("newProject"), "plus", find("page.newProject"), t("act")),
    page({ to: "/settings" }, t("mySettings"), "settings", find("place.settings")),
    page({ to: "/help" }, t("help"), "help", find("page.help")),
    page({ to: "/help/keys" }, t("keys"), "help", find("page.keys")),
    page({ to: "/help/terms" }, t("terms"), "help", find("page.terms")),
    page({ to: "/help/api" }, t("apiHelp"), "help", find("page.api")),
    ...acts.map((act) => ({ ...act, words: find(`do.${act.id}`) })),
  ]
}

function useActs(): PaletteItem[] {
  const t = useT("nav")
  const language = useLanguage()
  const appearance = useAppearance()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const signOut = async () => {
    await api.account.signOut.mutate({})
    forgetWritten()
    queryClient.clear()
    await navigate({ to: "/signin" })
  }
  const other = language === "en" ? "fr" : "en"
  return [
    {
      id: "theme",
      name: t(appearance === "dark" ? "toLight" : "toDark"),
      beside: t("act"),
      icon: "eye",
      run: () => chooseTheme(appearance === "dark" ? "light" : "dark"),
    },
    {
      id: "language",
      name: other === "fr" ? "Français" : "English",
      beside: t("act"),
      icon: "info",
      run: () => void chooseLanguage(other),
    },
    { id: "signOut", name: t("signOut"), beside: t("act"), icon: "out", run: () => void signOut() },
  ]
}
