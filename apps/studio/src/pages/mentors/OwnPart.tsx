import type { LearnPage } from "@justesse/types/wire/learning"
import type { MyMentor } from "@justesse/types/wire/mentor"
import { Textarea } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { useReadingClock } from "../../time/unleased.ts"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Rule, Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { ReadNotes } from "./ReadNotes.tsx"

type Project = NonNullable<LearnPage["project"]>

/** A mentor of mine in a project: asking, saying yes, ending it, and what they wrote of my answers; nothing where nobody could be one. */
export function MentorPart({ project }: { readonly project: Project }) {
  const t = useT("mentor")
  const query = useQuery(trpc.mentor.mine.queryOptions({ project }))
  if (query.data?.concerns === false) return null
  return (
    <>
      <Rule />
      <Section title={t("part.title")} aside={<TextLink to="/work/learn/mentor">{t("part.others")}</TextLink>}>
        <Loaded query={query}>{(mine) => <Body project={project} mine={mine} />}</Loaded>
      </Section>
    </>
  )
}

function Body({ project, mine }: { readonly project: Project; readonly mine: MyMentor }) {
  // Reading what was written of one's work is work.
  useReadingClock(project, null, mine.answers.length === 0)
  return (
    <>
      <div className={measures.upTo640}>
        {mine.pair ? <PairLine pair={mine.pair} offering={mine.offering} /> : <Ask project={project} mine={mine} />}
      </div>
      <ReadNotes mine={mine} />
    </>
  )
}

function Ask({ project, mine }: { readonly project: Project; readonly mine: MyMentor }) {
  const t = useT("mentor")
  const [words, setWords] = useWritten(`mentorAsk.${project}`)
  const ask = useAct(
    () => api.mentor.ask.mutate({ project, words }),
    async () => {
      setWords("")
      await refresh("mentor")
    },
  )
  return (
    <>
      <p>{t("part.what")}</p>
      <p className={`dim ${measures.above4}`}>{t("part.offering", { count: mine.offering })}</p>
      <div className={measures.above12}>
        <Textarea
          label={t("part.words")}
          description={t("part.wordsHint")}
          inputWrapperOrder={["label", "input", "description"]}
          autosize
          minRows={2}
          maxLength={1_000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      <div className={measures.above8}>
        <Button disabled={ask.isPending} onClick={() => ask.mutate(undefined)}>
          {t("part.ask")}
        </Button>
      </div>
    </>
  )
}

type Pair = NonNullable<MyMentor["pair"]>

function PairLine({ pair, offering }: { readonly pair: Pair; readonly offering: number }) {
  const t = useT("mentor")
  const format = useFormat()
  const done = () => refresh("mentor", "question")
  const answer = useAct((yes: boolean) => api.mentor.answer.mutate({ pair: pair.pair, yes }), done)
  const end = useAct(() => api.mentor.end.mutate({ pair: pair.pair }), done)
  const values = { mentor: pair.mentor ?? "", day: format.fullDate(pair.sinceMs) }
  return (
    <>
      <p>
        <Rich t={t} k={`part.${pair.state}`} values={values} />{" "}
        {pair.state === "asked" && t("part.offering", { count: offering })}
      </p>
      {pair.words !== "" && <p className={`dim ${measures.above4}`}>{t("part.wanted", { words: pair.words })}</p>}
      <div className={`inline ${measures.above12}`}>
        {pair.state === "offered" ? (
          <>
            <Button look="primary" disabled={answer.isPending} onClick={() => answer.mutate(true)}>
              {t("part.yes")}
            </Button>
            <Button disabled={answer.isPending} onClick={() => answer.mutate(false)}>
              {t("part.no")}
            </Button>
          </>
        ) : (
          <Button disabled={end.isPending} onClick={() => end.mutate(undefined)}>
            {t(pair.state === "asked" ? "part.takeBack" : "part.end")}
          </Button>
        )}
      </div>
    </>
  )
}
