import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { useFormat } from "../../format/useFormat.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { isPlainPress } from "../../shell/keyboard.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import type { Mine } from "./MyWorkPage.tsx"
import { begun, withWork } from "./sentence.ts"

/** The task that is begun and kept, one key away: Enter goes on, or begins where there is work. */
export function GoOn({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const format = useFormat()
  const own = begun(mine)
  const first = own ?? withWork(mine).find((one) => one.available > 0 && one.accepted)
  useEnter(first ? `/label/${first.card.project}` : null)
  if (!own) return null
  return (
    <section className="row stack" style={{ borderTop: "1px solid var(--line)", minHeight: 80, gap: 16 }}>
      <span className="g inline" style={{ gap: 16, flexWrap: "nowrap" }}>
        <span className="pic go-on">
          <Icon name="image" />
        </span>
        <span>
          <span className="b" style={{ fontSize: 16 }}>
            {own.card.name}
          </span>
          <br />
          <span className="dim">
            {t("begun", { count: own.inHand })}
            {own.inHandUntilMs !== null &&
              ` · ${t("keptUntil", { day: format.day(own.inHandUntilMs), time: format.time(own.inHandUntilMs) })}`}
          </span>
        </span>
      </span>
      <ButtonLink look="primary" to={`/label/${own.card.project}`} hint="⏎" tall>
        {t("goOn")}
      </ButtonLink>
    </section>
  )
}

/** Enter follows `to` while no control has the focus. */
function useEnter(to: string | null): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (to === null) return
    const onKey = (event: KeyboardEvent) => {
      const onControl = event.target instanceof Element && event.target.closest("a, button, input, [role=dialog]")
      if (event.key !== "Enter" || event.repeat || onControl || !isPlainPress(event)) return
      event.preventDefault()
      void navigate({ to })
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [to, navigate])
}
