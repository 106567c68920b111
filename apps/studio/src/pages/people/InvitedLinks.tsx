import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { CopyButton } from "../../ui/Copy.tsx"
import { Note } from "../../ui/layout.tsx"
import { isHereAlone } from "../account/hereAlone.ts"

export interface MadeLink {
  readonly id: number
  readonly name: string
  readonly link: string
}

/** That a link opens on this computer alone, where that is so. */
export function HereAloneNote({ link }: { readonly link: string }) {
  const t = useT("people")
  return isHereAlone(link) ? <Note need>{t("hereAlone")}</Note> : null
}

/** Fresh links, shown this once, to give to people by hand. */
export function InvitedLinks({ links }: { readonly links: readonly MadeLink[] }) {
  const t = useT("people")
  if (links.length === 0) return null
  const text = links.map((one) => `${one.name}\t${one.link}`).join("\n")
  return (
    <div className={measures.around20} role="status">
      <Note need>{t("once")}</Note>
      <HereAloneNote link={links[0]?.link ?? ""} />
      <div className={`cmds ${measures.above8}`}>
        {links.map((one) => (
          <div key={one.id} className="cmd">
            <span title={one.link}>
              <b className="b">{one.name}</b> {one.link}
            </span>
            <CopyButton text={one.link} name={t("common:copyLink")} />
          </div>
        ))}
      </div>
      {links.length > 1 && (
        <p className={measures.above8}>
          <CopyButton text={text} name={t("copyAll")} />
        </p>
      )}
    </div>
  )
}
