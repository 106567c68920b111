import type { AssetFilter, AssetPage } from "@justesse/types/wire/asset"
import { useQuery } from "@tanstack/react-query"
import { linkOptions } from "@tanstack/react-router"
import { Suspense, useState } from "react"
import type { z } from "zod"
import { api, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readImagesParams } from "../../search.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { useCard, useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button } from "../../ui/Button.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Empty, Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../uploads/Lines.tsx"
import { sendFiles } from "../../uploads/store.ts"
import { useDrop } from "../../uploads/useDrop.ts"
import { BulkBar } from "./BulkBar.tsx"
import { EmptyImages } from "./Empty.tsx"
import { FilterBar } from "./FilterBar.tsx"
import { toSearchParams } from "./filterParams.ts"
import { ImageGrid } from "./Grid.tsx"
import { LongActs } from "./LongActs.tsx"
import { type Chosen, NOTHING } from "./selection.ts"
import { useChoices } from "./useChoices.ts"
import { type FilterWork, useFilter } from "./useFilter.ts"

const LIMIT = 120

/** What the tasks of a project are about: its pictures, or rows of tables where these take their place. */
export function ImagesPage() {
  const about = useCard(useProjectSlug())?.about
  if (about === undefined) return <PicturesPage />
  return (
    <Suspense fallback={<Skeleton />}>
      <RowsPage about={about} />
    </Suspense>
  )
}

const RowsPage = lazyPart(() => import("./rows/Page.tsx"), "RowsPage")

/** All pictures of a project: search, filter, choose, act; drop more anywhere. */
function PicturesPage() {
  const t = useT("images")
  const project = useProjectSlug()
  const owner = useRoles(project).includes("owner")
  const work = useFilter()
  const [chosen, setChosen] = useState<Chosen>(NOTHING)
  const input = {
    project,
    filter: work.filter,
    sort: work.sort,
    from: work.fromEnd ? "end" : "start",
    limit: LIMIT,
  } as const
  const query = usePages([["asset", "list"], input], (cursor) => api.asset.list.query({ ...input, cursor }), project)
  const ontology = useQuery(trpc.ontology.get.queryOptions({ project, version: null })).data?.ontology
  const [searchParams, change] = useSearchParams(readImagesParams)
  usePageName(t("title"))
  const drop = useDrop((files) => owner && sendFiles(project, files, "ask"))
  const choices = useChoices(project, ontology?.labels ?? [])
  const page = query.data?.pages[0]
  // What failed is asked for again by a press, not by itself for ever.
  const more = query.hasNextPage && !query.isFetchingNextPage && !query.isPlaceholderData && !query.isFetchNextPageError
  const tiles = query.data?.pages.flatMap((one) => one.tiles) ?? []
  return (
    <div className={drop.over ? "content full dropping" : "content full"} {...(owner && drop.handlers)}>
      <Head title={t("title")}>
        {owner && page && !isEmpty(page) && (
          <ChooseFiles icon="plus" name={t("add")} onFiles={(files) => sendFiles(project, files, "ask")} />
        )}
      </Head>
      {query.isPending && <Skeleton />}
      {query.isError && !page && <Trouble error={query.error} again={() => void query.refetch()} />}
      {page && isEmpty(page) && <EmptyImages project={project} owner={owner} />}
      {owner && <UploadLines project={project} />}
      {owner && <LongActs project={project} />}
      {owner && searchParams.for === "gold" && <ForGold project={project} onEnd={() => change({ for: undefined })} />}
      {page && !isEmpty(page) && (
        <>
          <GridLead total={page.total} all={page.all} disputed={disputedOf(page, work)} filtered={work.filtered} />
          <FilterBar project={project} work={work} byState={page.byState} matching={page.matching} choices={choices} />
          {tiles.length === 0 ? (
            <Empty icon="search" title={t("noMatch")} text={t("noMatchText")}>
              <Button onClick={() => work.change({ ...toSearchParams(NO_FILTER) })}>{t("clearFilters")}</Button>
            </Empty>
          ) : (
            <ImageGrid
              project={project}
              tiles={tiles}
              size={work.size}
              labels={ontology?.labels ?? []}
              chosen={chosen}
              onChosen={setChosen}
              onEnd={() => more && void query.fetchNextPage()}
            />
          )}
          {query.isFetchNextPageError && <More query={query} />}
          {owner && (
            <BulkBar
              project={project}
              chosen={chosen}
              tiles={tiles}
              total={page.total}
              filter={work.filter}
              choices={choices}
              onChosen={setChosen}
              stale={query.isPlaceholderData}
            />
          )}
        </>
      )}
    </div>
  )
}

/** What to do here for whoever came from Gold to choose pictures for it. */
function ForGold({ project, onEnd }: { readonly project: string; readonly onEnd: () => void }) {
  const t = useT("images")
  return (
    <div className="note inline">
      <span className="g">
        <Rich
          t={t}
          k="forGold"
          values={{ act: t("act.gold"), more: t("common:more") }}
          to={linkOptions({ to: "/p/$project/gold", params: { project } })}
        />
      </span>
      <Button look="quiet" small icon="close" aria-label={t("common:close")} onClick={onEnd} />
    </div>
  )
}

const NO_FILTER: AssetFilter = { search: "", states: [], labels: [] }

type Page = z.infer<typeof AssetPage>

/** Nothing was ever brought in, or all of it is gone: the trash is not nothing. */
function isEmpty(page: Page): boolean {
  return page.all === 0 && (page.byState["deleted"] ?? 0) === 0
}

/** Disputed ones among those shown. */
function disputedOf(page: Page, { filter }: FilterWork): number {
  return filter.states.length === 0 || filter.states.includes("disputed") ? (page.byState["disputed"] ?? 0) : 0
}

function GridLead({
  total,
  all,
  disputed,
  filtered,
}: {
  readonly total: number
  readonly all: number
  readonly disputed: number
  readonly filtered: boolean
}) {
  const t = useT("images")
  const format = useFormat()
  const values = {
    count: total,
    total: format.number(total),
    all: format.number(all),
    disputed: format.number(disputed),
  }
  return (
    <Intro>
      {
        <Rich
          t={t}
          k={filtered ? (disputed > 0 ? "leadMatchDisputed" : "leadMatch") : disputed > 0 ? "leadDisputed" : "lead"}
          values={values}
        />
      }
    </Intro>
  )
}
