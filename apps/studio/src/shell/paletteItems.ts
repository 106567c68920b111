import type { Me } from "@justesse/types/wire/account"
import { useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { api } from "../api.ts"
import { chooseLanguage } from "../i18n/index.ts"
import { useLanguage, useT } from "../i18n/useT.ts"
import type { IconName } from "../icons/Icon.tsx"
import { chooseTheme, useAppearance } from "../theme/appearance.ts"
import { ADMIN_PLACES, GO_KEYS, MY_PLACES, projectPlaces, topPlaces } from "./places.ts"
import { useProjectSlug } from "./useMe.ts"

/** One line of the palette. */
export interface PaletteItem {
  readonly id: string
  readonly name: string
  readonly beside?: string
  readonly icon: IconName
  readonly keys?: string
  readonly run: () => void
}

/** Whatever one may go to or do from here: pages, projects with their pages, and acts. */
export function usePaletteItems(me: Me): PaletteItem[] {
  const t = useT("nav")
  const navigate = useNavigate()
  const slug = useProjectSlug()
  const acts = useActs()
  const go = (to: string) => () => void navigate({ to })
  const keysOf = (to: string) => GO_KEYS.find((one) => one.to === to)?.key.toUpperCase()
  const page = (to: string, name: string, icon: IconName, beside?: string): PaletteItem => {
    const key = keysOf(to)
    return { id: to, name, icon, run: go(to), ...(beside && { beside }), ...(key && { keys: `G ${key}` }) }
  }
  const here = me.projects.find((card) => card.project === slug)
  const own = [...topPlaces(me), ...MY_PLACES, ...(me.person?.operator ? ADMIN_PLACES.slice(1) : [])]
  return [
    ...(here
      ? projectPlaces(slug, here.roles).map((place) => page(place.to, t(place.name), place.icon, here.name))
      : []),
    ...own.map((place) => page(place.to, t(place.name), place.icon)),
    ...me.projects.map((card) =>
      page(projectPlaces(card.project, card.roles)[0]?.to ?? "/projects", card.name, "folder", t("project")),
    ),
    ...me.projects
      .filter((card) => card.roles.includes("annotator") && card.state === "open")
      .map((card) => page(`/label/${card.project}`, t("label", { name: card.name }), "work", t("act"))),
    page("/projects/new", t("newProject"), "plus", t("act")),
    page("/settings", t("settings"), "settings"),
    page("/help", t("help"), "help"),
    page("/help/keys", t("keys"), "help"),
    page("/help/api", t("apiHelp"), "help"),
    ...acts,
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

/** Items whose words all begin somewhere in the name; those whose name begins with the query come first. */
export function matching<T extends { readonly name: string; readonly beside?: string }>(
  items: readonly T[],
  query: string,
): T[] {
  const words = fold(query).split(/\s+/).filter(Boolean)
  const hits = items.filter((item) => {
    const text = fold(`${item.name} ${item.beside ?? ""}`)
    return words.every((word) => text.includes(word))
  })
  const first = words[0] ?? ""
  return [...hits].sort((a, b) => Number(fold(b.name).startsWith(first)) - Number(fold(a.name).startsWith(first)))
}

/** Lower case without accents, so that "etiquettes" finds "Étiquettes". */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
}
