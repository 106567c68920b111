import type { PeersShown } from "@justesse/types/progress/peers"
import { PEER_ITEMS, PEER_LEAST } from "@justesse/work/progression/peers"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { useClauseName } from "./AssessItem.tsx"

interface Props {
  readonly peers: PeersShown
  /** Whose answers they are, or the owner who decides. */
  readonly whose: "own" | "owner"
}

/** What two reviewers said of five answers, by nobody's name; before that until when they read, or why nobody does. */
export function PeersPart({ peers, whose }: Props) {
  const t = useT("progress")
  const format = useFormat()
  const { state, untilMs, sheets, isRecommended } = peers
  if (state === "stopped") return null
  if (state !== "done")
    return <p className={measures.above8}>{t(`peers.${whose}.${state}`, { day: format.fullDate(untilMs) })}</p>
  return (
    <div className={measures.above8}>
      <p>
        <b>{t(isRecommended ? "peers.recommended" : "peers.notRecommended")}</b>{" "}
        {t("peers.rule", { least: PEER_LEAST, of: PEER_ITEMS })}
      </p>
      <ul className={measures.above8}>
        {sheets.map((sheet, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two sheets have nothing else that tells them apart, and never change
          <li key={n}>
            {t("peers.sheet", {
              number: n + 1,
              yes: sheet.filter((said) => said?.yes !== false).length,
              of: sheet.length,
            })}
            <Reasons sheet={sheet} own={peers.own} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Reasons({ sheet, own }: { readonly sheet: PeersShown["sheets"][number]; readonly own: PeersShown["own"] }) {
  const t = useT("progress")
  const clauseName = useClauseName()
  return (
    <ul>
      {sheet.map((said, at) => {
        if (!said || said.yes) return null
        const why = [said.clause && clauseName(said.clause), said.words && t("peers.words", { words: said.words })]
        const assignment = own[at]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer is known by its place
          <li key={at} className="sm">
            {assignment ? (
              <TextLink to="/work/history/$assignment" params={{ assignment }}>
                {t("peers.item", { number: at + 1 })}
              </TextLink>
            ) : (
              t("peers.item", { number: at + 1 })
            )}{" "}
            <span className="dim">{why.filter(Boolean).join(" · ")}</span>
          </li>
        )
      })}
    </ul>
  )
}
