import type { AssetAct, AssetShown } from "@justesse/types/wire/asset"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { Suspense, useState } from "react"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Note } from "../../ui/layout.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { useToast } from "../../ui/toast.tsx"
import { Played } from "../../workbench/media/Played.tsx"
import { isPictured } from "../../workbench/media/pictured.ts"
import { BulkDialog, type BulkDialogKind } from "./BulkDialog.tsx"
import { MoreMenu, ReserveMenu } from "./BulkMenus.tsx"
import { ImageColumn, type Tab } from "./Column.tsx"
import css from "./page.module.css"
import { NOTHING } from "./selection.ts"
import { ProblemText } from "./Tile.tsx"
import { useBulk } from "./useBulk.ts"
import { useChoices } from "./useChoices.ts"
import { useGold } from "./useGold.ts"

// The canvas comes with this picture only, not with the page.
const ImageCanvas = lazyPart(() => import("./Canvas.tsx"), "ImageCanvas")

/** One picture to look at: its answer, the people's answers, its history. */
export function ImagePage() {
  const project = useProjectSlug()
  const { image } = useParams({ from: "/manage/p/$project/images/$image" })
  const query = useQuery(trpc.asset.get.queryOptions({ project, asset: Number(image) }))
  return (
    <div className="content full">
      <Loaded query={query}>{(shown) => <ImageBody key={shown.asset} project={project} shown={shown} />}</Loaded>
    </div>
  )
}

function ImageBody({ project, shown }: { readonly project: string; readonly shown: AssetShown }) {
  const t = useT("images")
  const owner = useRoles(project).includes("owner")
  const [tab, setTab] = useState<Tab>("answer")
  const [person, setPerson] = useState(0)
  const [selected, setSelected] = useState<string | null>(null)
  usePageName(shown.name)
  const body = tab === "people" ? shown.people[person]?.body : shown.answer
  return (
    <>
      <Crumbs items={linkOptions([{ to: "/p/$project/images", params: { project }, children: t("title") }])} />
      <Head
        title={shown.name}
        beside={
          <>
            <span className="tag">
              {shown.workedOn ? t("common:state.worked_on") : t(`common:state.${shown.state}`)}
            </span>
            {shown.previous !== null && (
              <ButtonLink
                icon="left"
                to="/p/$project/images/$image"
                params={{ project, image: String(shown.previous) }}
                aria-label={t("previousPicture")}
              />
            )}
            {shown.next !== null && (
              <ButtonLink
                icon="right"
                to="/p/$project/images/$image"
                params={{ project, image: String(shown.next) }}
                aria-label={t("nextPicture")}
              />
            )}
          </>
        }
      >
        {owner && <ImageActs project={project} shown={shown} />}
      </Head>
      <ImageLead shown={shown} />
      {shown.problem !== null && (
        <div className={measures.above12}>
          <Note need>
            <ProblemText code={shown.problem} file={shown.name} />
          </Note>
        </div>
      )}
      <div className={css.imageGrid}>
        <div className={css.imageCanvas} data-canvas>
          {!isPictured(shown.media) && <Played label={t("listen", { name: shown.name })} media={shown.media} />}
          {shown.size && isPictured(shown.media) && (
            <Suspense fallback={<Skeleton rows={1} />}>
              <ImageCanvas shown={shown} regions={body?.regions ?? []} selected={selected} onSelect={setSelected} />
            </Suspense>
          )}
        </div>
        <ImageColumn
          project={project}
          shown={shown}
          tab={tab}
          onTab={setTab}
          person={person}
          onPerson={setPerson}
          selected={selected}
          onSelect={setSelected}
        />
      </div>
    </>
  )
}

function ImageLead({ shown }: { readonly shown: AssetShown }) {
  const t = useT("images")
  const regions = shown.answer?.regions.length ?? 0
  const values = {
    count: regions,
    answers: t("answersSoFar", { count: shown.people.length }),
    by: shown.settledBy ? t(`settledBy.${shown.settledBy}`) : "",
  }
  const key = shown.settledBy === null ? "imageLeadOpen" : shown.answer?.nothingHere ? "imageLeadNothing" : "imageLead"
  return (
    <Intro>
      <Rich t={t} k={key} values={values} />
    </Intro>
  )
}

function ImageActs({ project, shown }: { readonly project: string; readonly shown: AssetShown }) {
  const t = useT("images")
  const [dialog, setDialog] = useState<BulkDialogKind | null>(null)
  const choices = useChoices(project, shown.ontology.labels)
  const selection = { assets: [shown.asset] }
  const weighed = useQuery({ ...trpc.asset.weigh.queryOptions({ project, selection }), enabled: dialog !== null }).data
  const toast = useToast()
  const bulk = useBulk(project, (_acted, isQueued) => isQueued && toast.done(t("actQueued")))
  const act = (...acts: AssetAct[]) => bulk.mutate({ selection, acts, chosen: NOTHING })
  const gold = useGold(project, () => undefined)
  const excluded = shown.state === "excluded"
  return (
    <span className="inline only-wide">
      <Button onClick={() => act({ act: "put_first" })}>{t("act.put_first")}</Button>
      <ReserveMenu choices={choices} onAct={act} />
      <Button onClick={() => act({ act: excluded ? "include" : "exclude" })}>
        {t(excluded ? "act.include" : "act.exclude")}
      </Button>
      <Button onClick={() => act({ act: "send_to_review" })}>{t("toReview")}</Button>
      <MoreMenu onAct={act} onDialog={setDialog} onGold={(as) => gold.mutate({ assets: [shown.asset], as })} />
      {dialog && weighed && (
        <BulkDialog
          kind={dialog}
          project={project}
          selection={selection}
          weighed={weighed}
          choices={choices}
          onAct={act}
          onClose={() => setDialog(null)}
        />
      )}
    </span>
  )
}
