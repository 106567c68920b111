import { KINDS } from "@justesse/types/kinds/list"
import { useMediaQuery } from "@mantine/hooks"
import { type LinkProps, useLocation } from "@tanstack/react-router"
import { useLayoutEffect } from "react"
import { useT } from "../i18n/useT.ts"
import { Button, ButtonLink } from "../ui/Button.tsx"
import frame from "./frame.module.css"
import { projectPages } from "./navPages.ts"
import { useMe, useProjectSlug } from "./useMe.ts"

/**
 * On a phone: that a work page needs more room, and what can be done there. A narrow or enlarged window on a computer is opened anyway by
 * whoever wants it; a picture of a phone's width under a finger is too small to draw on.
 */
export function SmallScreen({ onAnyway }: { readonly onAnyway: () => void }) {
  const t = useT("nav")
  const me = useMe()
  const slug = useProjectSlug()
  const card = me?.projects.find(({ project }) => project === slug)
  const isReviewing = useLocation({ select: ({ pathname }) => pathname.startsWith("/review") })
  // Nothing is drawn there: a picture, a question and its answers fit.
  const isWindow = useMediaQuery("(pointer: fine)", undefined, { getInitialValueInEffect: false })
  const fits = card !== undefined && !isReviewing && KINDS[card.kind].parts === "whole"
  useLayoutEffect(() => {
    if (fits) onAnyway()
  }, [fits, onAnyway])
  if (fits) return null
  const read = card ? projectPages(card).filter(({ name }) => name === "guideline" || name === "conditions") : []
  const reviews = card?.roles.includes("reviewer") === true
  const pages: { link: LinkProps; name: string }[] = [
    { link: { to: "/work" }, name: t("work") },
    { link: { to: "/work/history" }, name: t("history") },
    { link: { to: "/work/hours" }, name: t("hours") },
    ...read.map(({ link, name }) => ({ link, name: t(name) })),
  ]
  if (reviews) pages.push({ link: { to: "/review" }, name: t("review") })
  return (
    <div className="m">
      <main className="plain small">
        <h1>{t("small.title")}</h1>
        <p>{t("small.text")}</p>
        <p className="dim">{t("small.kept")}</p>
        <h2>{t("small.here")}</h2>
        <ul className={frame.smallPlaces}>
          {pages.map(({ link, name }) => (
            <li key={name}>
              <ButtonLink {...link} tall>
                {name}
              </ButtonLink>
            </li>
          ))}
        </ul>
        {isWindow && <Button onClick={onAnyway}>{t("small.anyway")}</Button>}
      </main>
    </div>
  )
}
