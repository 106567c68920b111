import type { Me } from "@justesse/types/wire/account"
import { Modal } from "@mantine/core"
import { type KeyboardEvent, useState } from "react"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import frame from "../frame.module.css"
import { paletteOpen } from "../store.ts"
import { useMe } from "../useMe.ts"
import { type PaletteItem, usePaletteItems } from "./items.ts"
import { matching } from "./matching.ts"

/** Go to a page, a project, or do something. Fetched when it is first opened. */
export function Palette() {
  const me = useMe()
  const open = useStore(paletteOpen)
  const t = useT("nav")
  if (!me?.person) return null
  return (
    <Modal.Root opened={open} onClose={() => paletteOpen.setState(false)} yOffset="12vh" centered={false} size={560}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("goTo")}>
        <Modal.Body p={0}>
          <PaletteList me={me} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** The chosen line is always in sight, however long the list. */
function inSight(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: "nearest" })
}

function PaletteList({ me }: { readonly me: Me }) {
  const t = useT("nav")
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const items = matching(usePaletteItems(me), query)
  const active = Math.min(at, items.length - 1)
  const choose = (item: PaletteItem | undefined) => {
    if (!item) return
    paletteOpen.setState(false)
    item.run()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step !== 0) setAt((active + step + items.length) % Math.max(1, items.length))
    else if (event.key === "Enter") choose(items[active])
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        className={frame.paletteInput}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={items[active] ? `palette-${active}` : undefined}
        aria-label={t("goTo")}
        placeholder={t("goToPlaceholder")}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
      <div className={frame.paletteList} id="palette-list" role="listbox" aria-label={t("goTo")}>
        {items.map((item, index) => (
          // The field keeps the focus and its keys choose; the pointer may choose too.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={item.id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            ref={index === active ? inSight : undefined}
            onClick={() => choose(item)}
          >
            <Icon name={item.icon} small />
            <span>{item.name}</span>
            <span className="dim">{item.beside}</span>
            {item.keys && <kbd aria-hidden="true">{item.keys}</kbd>}
          </div>
        ))}
        {items.length === 0 && <p className={`dim ${frame.none}`}>{t("nothingFound")}</p>}
      </div>
    </>
  )
}
