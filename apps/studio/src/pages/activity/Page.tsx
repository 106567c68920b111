import { MultiSelect, TextInput } from "@mantine/core"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readActivityParams } from "../../search.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { Empty, Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { activityCsv } from "./csv.ts"
import { ActivityLines } from "./Lines.tsx"
import { KINDS, useEventSentence } from "./useEventSentence.ts"

/** Who did what when, newest first; filter, and take it away. */
export function ActivityPage() {
  const t = useT("activity")
  const format = useFormat()
  const project = useProjectSlug()
  const sentence = useEventSentence()
  const [searchParams, change] = useSearchParams(readActivityParams)
  const kinds = (searchParams.kind ?? "").split(",").filter(Boolean)
  const input = { project, search: searchParams.q ?? "", kinds, limit: 100 }
  const query = usePages(
    [["activity", "list"], input],
    (cursor) => api.activity.list.query({ ...input, cursor }),
    project,
  )
  usePageName(t("title"))
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const last = rows[0]
  return (
    <div className="content">
      <Head title={t("title")}>
        {rows.length > 0 && (
          <Button icon="download" onClick={() => saveFile(`${project}-activity.csv`, "text/csv", activityCsv(rows))}>
            {t("csv", { count: rows.length })}
          </Button>
        )}
      </Head>
      {query.isPending && <Skeleton />}
      {query.isError && !query.data && <Trouble error={query.error} again={() => void query.refetch()} />}
      {last && <Intro>{t("lead", { when: format.ago(last.atMs), what: sentence(last) })}</Intro>}
      <div className={`bar ${measures.wrapped}`}>
        <TextInput
          aria-label={t("common:search")}
          placeholder={t("search")}
          leftSection={<Icon name="search" small />}
          value={searchParams.q ?? ""}
          onChange={(event) => change({ q: event.currentTarget.value })}
          w={280}
        />
        <MultiSelect
          aria-label={t("kinds")}
          placeholder={kinds.length === 0 ? t("anyKind") : ""}
          data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind.replaceAll(".", "_")}`) }))}
          value={kinds}
          onChange={(next) => change({ kind: next.join(",") })}
          searchable
          clearable
          miw={240}
        />
      </div>
      {query.data && rows.length === 0 && <Empty icon="activity" title={t("none")} text={t("noneText")} />}
      <ActivityLines project={project} rows={rows} />
      <More query={query} />
    </div>
  )
}
