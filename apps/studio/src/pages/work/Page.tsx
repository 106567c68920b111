import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rule } from "../../ui/layout.tsx"
import { MyToday } from "../pay/own/MyToday.tsx"
import { WorkForYou } from "./ForYou.tsx"
import { GoOn } from "./GoOn.tsx"
import { type Mine, useMine } from "./mine.ts"
import { Outcomes } from "./Outcomes.tsx"
import { SentBackToYou } from "./SentBackToYou.tsx"
import { sentenceOf } from "./sentence.ts"
import { PutAside } from "./waiting/PutAside.tsx"
import { WaitsHere } from "./waiting/WaitsHere.tsx"
import { YouAndTheWork } from "./You.tsx"

/** First what can be done now, then what it brings, then what became of it. */
export function MyWorkPage() {
  const t = useT("work")
  const query = useMine()
  usePageName(t("title"))
  return (
    <div className="content">
      {query.isError && query.data === undefined && <WaitsHere />}
      <Loaded query={query}>{(mine) => <MyWorkBody mine={mine} />}</Loaded>
    </div>
  )
}

function greetingKey(hour: number): "morning" | "afternoon" | "evening" {
  return hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening"
}

function MyWorkBody({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const format = useFormat()
  const now = useNow()
  const name = useMe()?.person?.name.split(" ")[0] ?? ""
  const intro = sentenceOf(mine, format)
  return (
    <>
      <Head title={t(`greeting.${greetingKey(new Date(now).getHours())}`, { name })}>
        <span className="dim nw">
          <Rich
            t={t}
            k="time"
            values={{ today: format.minutes(mine.todaySeconds), week: format.minutes(mine.weekSeconds) }}
            to={{ to: "/work/hours" }}
          />
        </span>
      </Head>
      <Intro>
        <Rich t={t} k={intro.key} values={intro.values} />
      </Intro>
      <div className={`side ${measures.above24}`}>
        <div>
          <SentBackToYou mine={mine} />
          <PutAside mine={mine} />
          <GoOn mine={mine} />
          <MyToday />
          <WorkForYou mine={mine} />
          <Rule />
          <Outcomes mine={mine} />
        </div>
        <div>
          <YouAndTheWork mine={mine} />
        </div>
      </div>
    </>
  )
}
