import { useMediaQuery } from "@mantine/hooks"
import { useParams } from "@tanstack/react-router"
import { type ReactNode, useState } from "react"
import { useT } from "../i18n/useT.ts"
import { Button, ButtonLink } from "../ui/Button.tsx"
import frame from "./frame.module.css"
import { projectPages } from "./navPages.ts"
import { useMe } from "./useMe.ts"

/** Below this a picture with tools and column beside it is no place to work in. */
const SMALL = "(max-width: 759px)"

/** A work page where there is room for it. On a phone: that it needs more, and what can be done there. Nothing is begun. */
export function LargeScreen({ children }: { readonly children: ReactNode }) {
  const small = useMediaQuery(SMALL, undefined, { getInitialValueInEffect: false })
  const [anyway, setAnyway] = useState(false)
  return small && !anyway ? <SmallScreen onAnyway={() => setAnyway(true)} /> : children
}

function SmallScreen({ onAnyway }: { readonly onAnyway: () => void }) {
  const t = useT("nav")
  const me = useMe()
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false })
  const card = me?.projects.find(({ project }) => project === params.project)
  const read = card
    ? projectPages(card.project, card.roles).filter(({ name }) => name === "guideline" || name === "conditions")
    : []
  const reviews = card?.roles.includes("reviewer") === true
  const pages = [
    { to: "/work", name: t("work") },
    { to: "/work/history", name: t("history") },
    { to: "/work/hours", name: t("hours") },
    ...read.map(({ to, name }) => ({ to, name: t(name) })),
    ...(reviews ? [{ to: "/review", name: t("review") }] : []),
  ]
  return (
    <div className="m">
      <main className="plain small">
        <h1>{t("small.title")}</h1>
        <p>{t("small.text")}</p>
        <p className="dim">{t("small.kept")}</p>
        <h2>{t("small.here")}</h2>
        <ul className={frame.smallPlaces}>
          {pages.map(({ to, name }) => (
            <li key={to}>
              <ButtonLink to={to} tall>
                {name}
              </ButtonLink>
            </li>
          ))}
        </ul>
        <Button onClick={onAnyway}>{t("small.anyway")}</Button>
      </main>
    </div>
  )
}
