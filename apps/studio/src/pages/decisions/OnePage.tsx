import type { DecisionId } from "@justesse/types"
import type { DecisionOne } from "@justesse/types/wire/decision"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { isPlainPress } from "../../shell/keyboard.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { useReadingClock } from "../../time/unleased.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head } from "../../ui/layout.tsx"
import { useGo } from "../../ui/useGo.ts"
import { WriteToOmbud } from "../ombud/WritePart.tsx"
import { Disagree, reasonOf } from "../work/Disagree.tsx"
import { OneThreads } from "../work/OneThreads.tsx"
import { Acts } from "./Acts.tsx"
import { Answer } from "./Answer.tsx"
import { BothAnswers, LAYERS, type Layer } from "./BothAnswers.tsx"
import { Money } from "./Money.tsx"
import css from "./page.module.css"
import { Steps } from "./Steps.tsx"
import { useSentences } from "./useSentences.ts"
import { Why } from "./Why.tsx"

/** One decision about an answer of mine: the picture with both, why, what I can do, who decided and who is next. */
export function DecisionPage() {
  const t = useT("decisions")
  const { decision } = useParams({ from: "/manage/work/decisions/$decision" })
  const query = useQuery(trpc.decision.one.queryOptions({ decision }))
  usePageName(t("one"))
  return (
    <div className="content">
      <Loaded query={query}>{(one) => <Body key={one.row.decision} one={one} />}</Loaded>
    </div>
  )
}

function Body({ one }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  const format = useFormat()
  const sentences = useSentences()
  const [layer, setLayer] = useState<Layer>("both")
  const { row } = one
  const person = useMe()?.person?.id ?? null
  useReadingClock(row.project, null)
  useKeys(one, () => setLayer(LAYERS[(LAYERS.indexOf(layer) + 1) % LAYERS.length] ?? "both"))
  const sentBackFor = row.reason === null && one.sentBack ? t(`work:reason.${one.sentBack.code}`) : null
  const about = sentBackFor ?? sentences.about(row)
  const sent = t("sent", { when: `${format.day(row.sentAtMs)}, ${format.time(row.sentAtMs)}` })
  return (
    <>
      <Crumbs
        items={linkOptions([{ to: "/work/decisions", children: t("title") }])}
        here={`${row.projectName} · ${sent}`}
      />
      <Head title={t("heading", { status: t(`status.${row.status}`), about })}>
        <Leaf to={one.previous} icon="left" name={t("previous")} />
        <Leaf to={one.following} icon="right" name={t("following")} />
      </Head>
      <p className="lead plain-lead">{sentences.next(row)}</p>
      <div className={css.grid}>
        <div className={css.picture}>
          <BothAnswers one={one} layer={layer} onLayer={setLayer} />
        </div>
        <div className={css.parts}>
          <Answer one={one} />
          <Why one={one} />
          <Money one={one} />
          {person !== null && <Acts one={one} person={person} />}
          {row.status === "returned" && one.sentBack && (
            <Disagree
              assignmentId={row.assignmentId}
              region={null}
              name={t("acts.write")}
              reason={reasonOf(one.sentBack)}
            />
          )}
          <OneThreads assignmentId={row.assignmentId} />
          {mayWrite(one) && <WriteToOmbud about={{ kind: "decision", decision: row.decision }} />}
          <Steps one={one} />
        </div>
      </div>
    </>
  )
}

/** Whether the ombud can be written to about it, or was: a rejection stands, or one was decided again. */
const mayWrite = ({ row, steps }: DecisionOne): boolean =>
  row.ombudUntilMs !== null || steps.some(({ kind }) => kind === "reopen")

interface LeafProps {
  readonly to: DecisionId | null
  readonly icon: "left" | "right"
  readonly name: string
}

function Leaf({ to, icon, name }: LeafProps) {
  if (to === null) return null
  return (
    <ButtonLink icon={icon} aria-label={name} title={name} to="/work/decisions/$decision" params={{ decision: to }} />
  )
}

/** `H` flips the layers, `P` and `N` leaf, Enter appeals: never while somebody writes, nor from another button. */
function useKeys({ previous, following }: DecisionOne, flip: () => void): void {
  const go = useGo()
  useEffect(() => {
    const leaf = (to: DecisionId | null) =>
      to !== null && go({ to: "/work/decisions/$decision", params: { decision: to } })
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainPress(event) || (event.target instanceof Element && event.target.closest("[role=dialog]"))) return
      const onControl = event.target instanceof Element && event.target.closest("a, button")
      const key = event.key.toLowerCase()
      if (key === "h") flip()
      else if (key === "p") leaf(previous)
      else if (key === "n") leaf(following)
      else if (key === "enter" && !onControl) document.querySelector<HTMLButtonElement>("[data-enter]")?.click()
      else return
      event.preventDefault()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  })
}
