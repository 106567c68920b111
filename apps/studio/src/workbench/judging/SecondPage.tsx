import { DecisionId, ProjectSlug } from "@justesse/types"
import type { SecondCase } from "@justesse/types/wire/decision"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useCallback, useMemo, useState } from "react"
import { api, queryClient, trpc } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { useCap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import { useHints, useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { useReviewClock } from "../../time/unleased.ts"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { Column } from "../parts/Column.tsx"
import { Foot } from "../parts/Foot.tsx"
import frame from "../parts/frame.module.css"
import screen from "../review/screen.module.css"
import { useKeptLook } from "../seeing/useLook.ts"
import { CaseBar } from "./CaseBar.tsx"
import { CaseKeys } from "./CaseKeys.tsx"
import { CasePicture } from "./CasePicture.tsx"
import { Chosen } from "./Chosen.tsx"
import { ClauseGuide } from "./Clauses.tsx"
import { NoCase } from "./NoCase.tsx"
import { SecondFacts } from "./SecondFacts.tsx"
import type { Sides } from "./sides.ts"
import { useCaseKeys } from "./useCaseKeys.ts"
import { useCaseStage } from "./useCaseStage.ts"

const MINE = ["judge.agree", "judge.disagree", "judge.send"]
const ANSWERS = { "judge.agree": true, "judge.disagree": false } as const
/** Solid what the reviewer has, dashed what is judged: as on the page where it was proposed. */
const INKS = { reviewer: { color: "#56b4e9", dash: [] }, answer: { color: "#e69f00", dash: [10, 6] } } as const

/** `/review/:project/second/:id`: somebody proposed to reject an answer, and a second person agrees or does not. */
export function SecondPage() {
  const t = useT("judging")
  usePageName(t("second.title"))
  const params = useParams({ from: "/workFrame/review/$project/second/$decision" })
  const project = ProjectSlug.safeParse(params.project).data
  const decision = DecisionId.safeParse(params.decision).data
  useKeptLook()
  const me = useMe()
  const query = useQuery({
    ...trpc.decision.second.queryOptions({
      project: project ?? ("" as ProjectSlug),
      decision: decision ?? ("" as DecisionId),
    }),
    enabled: project !== undefined && decision !== undefined,
    // What somebody reads must not change under them.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
  if (!me?.person) return null
  const back = { to: "/review/$project", params: { project: params.project } } as const
  if (query.isError || project === undefined || decision === undefined)
    return <NoCase back={back} name={t("queue")} error={query.error} />
  if (!query.data) return <div aria-busy="true" className={`${frame.work} ${screen.work}`} />
  return <Case leftHanded={me.person.preferences.mirrored} project={project} shown={query.data} />
}

interface CaseProps {
  readonly project: ProjectSlug
  readonly shown: SecondCase
  readonly leftHanded: boolean
}

function Case({ project, shown, leftHanded }: CaseProps) {
  useReviewClock(project)
  const t = useT("judging")
  const format = useFormat()
  const go = useGo()
  const cap = useCap()
  const hints = useHints()
  const [chosen, setChosen] = useState<boolean | null>(null)
  const [act] = useState(randomUuid)
  const names = useMemo(() => [t("second.reviewer"), t("second.answer")] as const, [t])
  const given = useMemo(() => {
    const evidence = shown.why.evidence.flatMap((one) => (one.type === "region" ? [one] : []))
    const sides: Sides = {
      both: [
        { name: names[0], regions: shown.reviewer.regions, ink: INKS.reviewer },
        { name: names[1], regions: shown.answer.regions, ink: INKS.answer },
      ],
      evidence,
    }
    return { size: shown.size, media: shown.media, place: null, sides }
    // The names change with the language, and then the page is drawn anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown, names[0]])
  const picture = useCaseStage(given, "over")
  const { decision } = shown
  const answer = useAct(
    (agrees: boolean) => api.decision.answerSecond.mutate({ project, decision, agrees, act }),
    async () => {
      // The case itself is answered: asked for again it would not be found.
      await queryClient.invalidateQueries(trpc.decision.seconds.pathFilter())
      go({ to: "/review/$project", params: { project } })
    },
  )
  const { act: look } = picture
  const mayAgree = shown.whyNotAgree === null
  const isReady = chosen !== null && !answer.isPending
  const does = useCallback(
    (id: string) => {
      if (look(id)) return
      if (id === "judge.send") {
        if (isReady) answer.mutate(chosen)
      } else if (id === "judge.disagree" || (id === "judge.agree" && mayAgree)) setChosen(ANSWERS[id])
    },
    [look, isReady, answer, chosen, mayAgree],
  )
  const keys = useCaseKeys(MINE, does)
  const { why } = shown
  const clause = { ...why.clause }
  return (
    <div
      className={`${frame.work} ${screen.work}${leftHanded ? ` ${screen.mirrored}` : ""}${hints ? "" : ` ${frame.nokeys}`}`}
      data-work
    >
      <CaseBar
        back={{ to: "/review/$project", params: { project }, name: t("queue") }}
        guideline={keys.over === "guideline"}
        run={keys.run}
        title={t("second.title")}
        until={t("openUntil", { when: format.dateTime(shown.untilMs) })}
      />
      <CasePicture look={keys.over === "picture"} names={names} picture={picture} run={keys.run} />
      <Column
        guide={
          keys.over === "guideline"
            ? () => <ClauseGuide clauses={[clause]} now={clause.number} onClose={keys.close} />
            : null
        }
        label={t("second.title")}
      >
        <SecondFacts both={given.sides.both} shown={shown}>
          <Chosen
            choices={[
              { id: "judge.agree", name: t("second.agree"), disabled: !mayAgree },
              { id: "judge.disagree", name: t("second.disagree"), disabled: false },
            ]}
            now={chosen === null ? null : chosen ? "judge.agree" : "judge.disagree"}
            run={keys.run}
            title={t("second.yours")}
          />
        </SecondFacts>
        <Foot
          label={t("second.send")}
          main={{
            text: t("second.send"),
            cap: cap("judge.send"),
            waits: !isReady,
            onClick: () => keys.run("judge.send"),
          }}
        />
      </Column>
      {keys.over === "keys" && <CaseKeys commands={keys.commands} onClose={keys.close} />}
    </div>
  )
}
