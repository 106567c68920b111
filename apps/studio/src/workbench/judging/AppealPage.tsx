import { DecisionId } from "@justesse/types"
import { type AppealAnswer } from "@justesse/types/decisions/judgement"
import type { Answered, BlindCase } from "@justesse/types/wire/decision"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useCallback, useMemo, useRef, useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { Cap, useCap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import { useHints, useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { useReviewClock } from "../../time/unleased.ts"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { Column } from "../parts/Column.tsx"
import { Foot } from "../parts/Foot.tsx"
import frame from "../parts/frame.module.css"
import screen from "../review/screen.module.css"
import { useKeptLook } from "../seeing/useLook.ts"
import { AnsweredShown } from "./AnsweredShown.tsx"
import { CaseBar } from "./CaseBar.tsx"
import { CaseKeys } from "./CaseKeys.tsx"
import { CasePicture } from "./CasePicture.tsx"
import { CaseTexts } from "./CaseTexts.tsx"
import { Chosen } from "./Chosen.tsx"
import { ClauseGuide, QuotedClause, useClause } from "./Clauses.tsx"
import css from "./judging.module.css"
import { NoCase } from "./NoCase.tsx"
import type { Sides } from "./sides.ts"
import { useCaseKeys } from "./useCaseKeys.ts"
import { useCaseStage } from "./useCaseStage.ts"

const ANSWERS: Readonly<Record<string, AppealAnswer>> = {
  "judge.first": "first",
  "judge.second": "second",
  "judge.both": "both",
  "judge.unclear": "unclear",
}
const MINE = [...Object.keys(ANSWERS), "judge.clause", "judge.sendAnswer", "judge.handOn"]
/** Nothing in how they are drawn tells who drew which. */
const INKS = [
  { color: "#56b4e9", dash: [] },
  { color: "#e69f00", dash: [] },
] as const
/** What somebody reads and decides by must not change under them. */
const ONCE = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, gcTime: 0, retry: false } as const

/** `/appeals/:id`: two answers in the order of chance; a third person says in writing which follows the guideline. */
export function AppealPage() {
  const t = useT("judging")
  usePageName(t("appeal.title"))
  const params = useParams({ from: "/workFrame/appeals/$decision" })
  const decision = DecisionId.safeParse(params.decision).data
  useKeptLook()
  const me = useMe()
  const [sent, setSent] = useState<Answered | null>(null)
  const asked = { decision: decision ?? ("" as DecisionId) }
  const blind = useQuery({ ...trpc.decision.blind.queryOptions(asked), ...ONCE, enabled: decision !== undefined })
  // One that was answered before is not blind any more.
  const before = useQuery({ ...trpc.decision.answered.queryOptions(asked), ...ONCE, enabled: blind.isError })
  if (!me?.person) return null
  const answered = sent ?? before.data
  if (answered) return <AnsweredShown answered={answered} onAdded={setSent} />
  const back = { to: "/appeals" } as const
  if (decision === undefined || (blind.isError && before.isError))
    return <NoCase back={back} name={t("appeals.title")} error={blind.error} />
  if (!blind.data) return <div aria-busy="true" className={`${frame.work} ${screen.work}`} />
  return <Case leftHanded={me.person.preferences.mirrored} onSent={setSent} shown={blind.data} />
}

interface CaseProps {
  readonly shown: BlindCase
  readonly leftHanded: boolean
  readonly onSent: (answered: Answered) => void
}

function Case({ shown, leftHanded, onSent }: CaseProps) {
  useReviewClock(shown.project)
  const t = useT("judging")
  const format = useFormat()
  const go = useGo()
  const cap = useCap()
  const hints = useHints()
  const titleOf = useClause()
  const field = useRef<HTMLTextAreaElement>(null)
  const [answer, setAnswer] = useState<string | null>(null)
  const [clause, setClause] = useState(shown.clause)
  const [text, setText] = useWritten(`appeal.${shown.decision}`)
  const [act] = useState(randomUuid)
  const { decision } = shown
  const given = useMemo(() => {
    const sides: Sides = {
      both: [
        { name: "A", regions: shown.first.regions, ink: INKS[0] },
        { name: "B", regions: shown.second.regions, ink: INKS[1] },
      ],
      evidence: [],
    }
    return { size: shown.size, media: shown.media, place: shown.place, sides }
  }, [shown])
  const picture = useCaseStage(given, "side")
  const send = useAct(
    (said: AppealAnswer) => api.decision.answer.mutate({ decision, act, answer: said, clause, text }),
    async (done) => {
      setText("")
      onSent(done)
      await refresh("decision")
    },
  )
  const handOn = useAct(
    () => api.decision.handOn.mutate({ decision }),
    async () => {
      await refresh("decision")
      go({ to: "/appeals" })
    },
  )
  const said = answer === null ? undefined : ANSWERS[answer]
  const isReady = said !== undefined && text.trim() !== "" && !send.isPending
  const { act: look } = picture
  const does = useCallback(
    (id: string) => {
      if (look(id)) return
      if (id === "judge.sendAnswer") {
        if (isReady) send.mutate(said)
      } else if (id === "judge.handOn") handOn.mutate()
      else if (id === "judge.clause") setClause((now) => nextOf(shown.clauses, now))
      else {
        setAnswer(id)
        // What comes next is the reason, in writing.
        field.current?.focus()
      }
    },
    [look, isReady, send, said, handOn, shown.clauses],
  )
  const keys = useCaseKeys(MINE, does)
  const asked = shown.clauses.find(({ number }) => number === shown.clause)
  const named = shown.clauses.find(({ number }) => number === clause)
  const title = named && titleOf(named)?.title
  return (
    <div
      className={`${frame.work} ${screen.work}${leftHanded ? ` ${screen.mirrored}` : ""}${hints ? "" : ` ${frame.nokeys}`}`}
      data-work
    >
      <CaseBar
        back={{ to: "/appeals", name: t("appeals.title") }}
        guideline={keys.over === "guideline"}
        run={keys.run}
        title={shown.projectName}
        until={t("appeal.by", { day: format.date(shown.targetMs) })}
      />
      <CasePicture look={keys.over === "picture"} names={["A", "B"]} picture={picture} run={keys.run} />
      <Column
        guide={
          keys.over === "guideline"
            ? () => <ClauseGuide clauses={shown.clauses} now={clause} onClose={keys.close} />
            : null
        }
        label={t("appeal.title")}
      >
        <div className={css.facts}>
          <section className={css.part}>
            <h2 className={css.title}>{t("appeal.question")}</h2>
            <p className={css.small}>{t("appeal.chance")}</p>
          </section>
          <section className={css.part}>
            <p className={css.heading}>{t("appeal.inQuestion")}</p>
            {asked && <QuotedClause clause={asked} />}
            <CaseTexts both={given.sides.both} ontology={shown.ontology} />
          </section>
          <Chosen
            choices={Object.entries(ANSWERS).map(([id, one]) => ({ id, name: t(`answer.${one}`), disabled: false }))}
            now={answer}
            run={keys.run}
            title={t("appeal.answer")}
          />
          <div className={css.reason}>
            <button type="button" className={css.clauseLine} onClick={() => keys.run("judge.clause")}>
              <span className={frame.cut}>
                {t("appeal.clause", { clause })} {title}
              </span>
              <Cap of="judge.clause" />
            </button>
            <textarea
              aria-label={t("appeal.reason")}
              maxLength={4_000}
              onChange={(event) => setText(event.currentTarget.value)}
              placeholder={t("appeal.reason")}
              ref={field}
              value={text}
            />
          </div>
          <p className={css.told}>{t("appeal.after")}</p>
        </div>
        <Foot
          label={t("appeal.send")}
          main={{
            text: t("appeal.send"),
            cap: cap("judge.sendAnswer"),
            waits: !isReady,
            onClick: () => keys.run("judge.sendAnswer"),
          }}
        >
          <button
            type="button"
            className={frame.tiny}
            onClick={() => keys.run("judge.handOn")}
            title={t("appeal.notMeLong")}
          >
            {t("appeal.notMe")} <Cap of="judge.handOn" />
          </button>
        </Foot>
      </Column>
      {keys.over === "keys" && <CaseKeys commands={keys.commands} onClose={keys.close} />}
    </div>
  )
}

/** The clause after one, around the end. */
function nextOf(clauses: BlindCase["clauses"], now: string): string {
  const numbers = clauses.map(({ number }) => number)
  return numbers[(numbers.indexOf(now) + 1) % numbers.length] ?? now
}
