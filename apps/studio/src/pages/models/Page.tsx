import type { PredictionSets } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Tag } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../uploads/Lines.tsx"
import { sendFiles } from "../../uploads/store.ts"
import { useDrop } from "../../uploads/useDrop.ts"
import { GainsPart } from "./GainsPart.tsx"
import { ScoredOnLine, useScoredOn } from "./ScoredOnLine.tsx"
import { ConnectLink, ServerList } from "./servers/List.tsx"
import { ReadingPart } from "./servers/ReadingPart.tsx"

type Sets = z.infer<typeof PredictionSets>

/** Predictions of models for the pictures of a project: how good they are, what they doubt, in which order to work. */
export function ModelsPage() {
  const t = useT("models")
  const project = useProjectSlug()
  usePageName(t("title"))
  const query = useQuery(trpc.models.list.queryOptions({ project }))
  const isHeard = useQuery(trpc.models.servers.queryOptions({ project })).data?.parts === "span"
  const send = (files: Parameters<typeof sendFiles>[1]) => sendFiles(project, files, isHeard ? "ask" : "scores")
  const drop = useDrop(send)
  return (
    <div className={drop.over ? "content dropping" : "content"} {...drop.handlers}>
      <Head title={t("title")}>
        <ChooseFiles icon="plus" name={t(isHeard ? "addHeard" : "add")} onFiles={send} />
        <ConnectLink project={project} />
      </Head>
      <UploadLines project={project} />
      <ServerList project={project} />
      <ReadingPart project={project} />
      <Loaded query={query}>{(sets) => <Body isHeard={isHeard} project={project} sets={withSomething(sets)} />}</Loaded>
    </div>
  )
}

/** Without the sets of models that were connected and have been asked nothing yet: there is nothing to say of those. */
function withSomething(all: Sets): Sets {
  return {
    ...all,
    sets: all.sets.filter(({ pictures, matching, state }) => pictures > 0 || matching !== null || state !== "ready"),
  }
}

/** Average precision: over IoU .5 to .95, at .5 and at .75; these names are the field's in every language. */
const AP_NAMES = ["AP", "AP@.5", "AP@.75"] as const

function figuresOf({ ap, ap50, ap75 }: Pick<Sets["sets"][number], "ap" | "ap50" | "ap75">) {
  return [
    [AP_NAMES[0], ap],
    [AP_NAMES[1], ap50],
    [AP_NAMES[2], ap75],
  ] as const
}

interface BodyProps {
  readonly project: string
  readonly sets: Sets
  /** What a model says of recordings is written down: it is begun with, and no score orders it. */
  readonly isHeard: boolean
}

function Body({ project, sets, isHeard }: BodyProps) {
  const t = useT("models")
  const format = useFormat()
  const command = useCommand()
  const scoredOn = useScoredOn()
  const best = [...sets.sets].sort((a, b) => (b.ap50 ?? -1) - (a.ap50 ?? -1))[0]
  if (sets.sets.length === 0) {
    const comes = isHeard ? "./drafts --as proposals" : "./predictions.json --as scores"
    return (
      <>
        <Intro>{t("leadNone")}</Intro>
        <Empty
          icon="models"
          text={t(isHeard ? "emptyHeard.text" : "empty.text")}
          title={t(isHeard ? "emptyHeard.title" : "empty.title")}
        />
        <div className={measures.above16}>
          <Command text={command(`import ${comes} --project ${project}`)} />
        </div>
      </>
    )
  }
  const score = best?.ap50 ?? null
  const scored = sets.sets.filter(({ ap }) => ap !== null)
  const fresh = sets.sets.every((set) => set.fresh)
  return (
    <>
      <Intro>
        {score === null || !best ? (
          t(sets.sets.every(({ pictures }) => pictures === 0) ? "leadNothing" : "leadUnscored")
        ) : (
          <Rich
            k="lead"
            t={t}
            values={{
              name: best.name,
              ap: format.ratio(score),
              settled: scoredOn(sets.scoring.on, sets.scoring),
              count: best.suspects,
            }}
          />
        )}
      </Intro>
      <ScoredOnLine fresh={fresh} project={project} scoring={sets.scoring} />
      {new Set(scored.map((set) => set.scored)).size > 1 && <p className="dim sm">{t("scored.differ")}</p>}
      <Scroll label={t("title")}>
        <table className={`tbl lines ${measures.above16}`}>
          <thead>
            <tr>
              <th>{t("name")}</th>
              <th className="num">{t("pictures")}</th>
              <th className="num">{t("boxes")}</th>
              <th className="num">{t("scored.pictures")}</th>
              {AP_NAMES.map((name) => (
                <th className="num" key={name}>
                  {name}
                </th>
              ))}
              <th className="num">{t("suspects")}</th>
              <th>{t("when")}</th>
            </tr>
          </thead>
          <tbody>
            {sets.sets.map((set) => (
              <tr key={set.id}>
                <td>
                  <TextLink to="/p/$project/models/$set" params={{ project, set: String(set.id) }}>
                    {set.name}
                  </TextLink>{" "}
                  {set.state !== "ready" && (
                    <Tag tone={set.state === "failed" ? "loss" : "acc"}>{t(`state.${set.state}`)}</Tag>
                  )}
                  {set.state === "ready" && set.unmatched > 0 && (
                    <Tag tone="need">
                      {t("notFoundOf", { count: set.unmatched, all: format.number(set.unmatched + set.pictures) })}
                    </Tag>
                  )}
                </td>
                <td className="num" data-name={t("pictures")}>
                  {format.number(set.pictures)}
                </td>
                <td className="num" data-name={t("boxes")}>
                  {format.number(set.regions)}
                </td>
                <td className="num" data-name={t("scored.pictures")}>
                  {format.number(set.scored)}
                </td>
                {figuresOf(set).map(([name, value]) => (
                  <td className="num" data-name={name} key={name}>
                    {value === null ? "–" : format.ratio(value)}
                  </td>
                ))}
                <td className="num" data-name={t("suspects")}>
                  {format.number(set.suspects)}
                </td>
                <td className="nw">
                  {set.by}, {format.ago(set.madeAtMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <GainsPart project={project} />
    </>
  )
}
