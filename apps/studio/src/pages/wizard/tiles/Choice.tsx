import { type KeyboardEvent, useRef, useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Icon } from "../../../theme/Icon.tsx"
import type { Template } from "../kinds/contract.ts"
import css from "../page.module.css"
import { TILES } from "../templates.ts"
import type { DraftWork } from "../useDraft.ts"
import { steppedTile } from "./stepped.ts"
import { useFirstTile } from "./useFirst.ts"

interface Props {
  readonly work: DraftWork
  readonly onChoose: (template: Template) => void
}

/** A tile for each kind of work, with what people do in it drawn small. Arrows move among them, Enter takes one. */
export function Tiles({ work, onChoose }: Props) {
  const t = useT("wizard")
  const group = useRef<HTMLDivElement>(null)
  const first = useFirstTile(work)
  const own = first?.size ? first.thumbnail : null
  const { template } = work.draft
  const chosen = TILES.findIndex((tile) => tile.template === template)
  const [reached, setReached] = useState(Math.max(0, chosen))
  const buttons = () => [...(group.current?.querySelectorAll("button") ?? [])]
  const move = (event: KeyboardEvent) => {
    const next = steppedTile(
      event.key,
      reached,
      buttons().map((button) => button.getBoundingClientRect()),
    )
    if (next === null) return
    event.preventDefault()
    buttons()[next]?.focus()
  }
  return (
    <div ref={group} role="group" aria-label={t("start.title")} className={css.tiles}>
      {TILES.map(({ template: one, Small }, at) => (
        <button
          key={one}
          type="button"
          className={one === template ? "on" : ""}
          aria-pressed={one === template}
          aria-label={t(`template.${one}`)}
          aria-describedby={`kind-of-work-${one}`}
          tabIndex={at === reached ? 0 : -1}
          onKeyDown={move}
          onFocus={() => setReached(at)}
          onClick={() => onChoose(one)}
        >
          <Small own={own} />
          <span className={css.tileName}>
            {t(`template.${one}`)}
            {one === template && <Icon name="check" />}
          </span>
          <span id={`kind-of-work-${one}`} className="dim sm">
            {t(`kinds.${one}.line`)}
          </span>
        </button>
      ))}
    </div>
  )
}
