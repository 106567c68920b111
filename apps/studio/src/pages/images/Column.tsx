import type { Region } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import type { AssetShown } from "@justesse/types/wire/asset"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Seg } from "../../ui/layout.tsx"
import { useValueText } from "../../workbench/form/useValueText.ts"
import { useEventSentence } from "../activity/useEventSentence.ts"
import { Comments, usePictureThreads } from "./comments/List.tsx"
import css from "./page.module.css"

export type Tab = "answer" | "people" | "history" | "comments"

interface Props {
  readonly project: string
  readonly shown: AssetShown
  readonly tab: Tab
  readonly onTab: (tab: Tab) => void
  readonly person: number
  readonly onPerson: (index: number) => void
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** Answer, people, history, comments: what the picture itself cannot say. */
export function ImageColumn(props: Props) {
  const t = useT("images")
  const { shown, tab, onTab, project } = props
  const count = usePictureThreads(project, shown.asset).data?.threads.length ?? 0
  return (
    <div>
      <Seg
        label={t("tabs")}
        value={tab}
        options={[
          { value: "answer", name: t("tab.answer") },
          { value: "people", name: t("tab.people", { count: shown.people.length }) },
          { value: "history", name: t("tab.history") },
          { value: "comments", name: count > 0 ? t("tab.comments", { count }) : t("tab.commentsNone") },
        ]}
        onChange={onTab}
      />
      <div className={measures.above12}>
        {tab === "answer" && <Answer {...props} regions={shown.answer?.regions ?? []} />}
        {tab === "people" && <People {...props} />}
        {tab === "history" && <History shown={shown} />}
        {tab === "comments" && <Comments {...props} region={findRegion(props)} />}
      </div>
    </div>
  )
}

/** The region chosen on the picture, in whichever answer it is. */
function findRegion({ shown, selected }: Props): Region | null {
  const bodies = [shown.answer, ...shown.people.map(({ body }) => body)]
  return bodies.flatMap((body) => body?.regions ?? []).find(({ id }) => id === selected) ?? null
}

function Answer({ shown, regions, selected, onSelect }: Props & { readonly regions: readonly Region[] }) {
  const t = useT("images")
  const format = useFormat()
  const { agreement } = shown
  return (
    <>
      {shown.answer === null && <p className="dim">{t("noAnswer")}</p>}
      {shown.answer?.nothingHere && <p>{t("nothingHere")}</p>}
      {agreement && agreement.pairs > 0 && (
        <Rows>
          {agreement.meanIou !== null && (
            <Row name={t("meanIou")}>
              <b>{format.ratio(agreement.meanIou)}</b>
            </Row>
          )}
          {agreement.f1At50 !== null && (
            <Row name={t("f1")}>
              <b>{format.ratio(agreement.f1At50)}</b>
            </Row>
          )}
          {agreement.cer !== null && (
            <Row name={t("cer")}>
              <b>{format.percent(Math.min(1, agreement.cer))}</b>
            </Row>
          )}
        </Rows>
      )}
      <RegionList shown={shown} regions={regions} selected={selected} onSelect={onSelect} />
    </>
  )
}

function RegionList({
  shown,
  regions,
  selected,
  onSelect,
}: Pick<Props, "shown" | "selected" | "onSelect"> & { readonly regions: readonly Region[] }) {
  const language = useLanguage()
  const t = useT("images")
  const format = useFormat()
  const valueText = useValueText()
  return (
    <ol className={css.regionList}>
      {regions.map((region, index) => {
        const label = shown.ontology.labels.find((one) => one.id === region.label)
        const provenance = shown.provenance.find((one) => one.region === region.id)
        return (
          <li key={region.id}>
            <button
              type="button"
              aria-pressed={region.id === selected}
              onClick={() => onSelect(region.id === selected ? null : region.id)}
            >
              <span className="num dim">{index + 1}</span>
              <i style={{ background: label?.color ?? "#56b4e9" }} />
              <span className="g">
                {label ? inLanguage(label.name, language) : region.label}{" "}
                {region.value !== undefined && <b dir="auto">{valueText(region, label)}</b>}
                {region.transcript && (
                  <span className="mono" dir="auto">
                    {region.transcript.value}
                  </span>
                )}
              </span>
              {provenance && (
                <span className="dim sm nw">
                  {t(`method.${provenance.method}`)}{" "}
                  {provenance.confidence !== null && format.ratio(provenance.confidence)}
                </span>
              )}
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function People({ shown, person, onPerson, selected, onSelect }: Props) {
  const t = useT("images")
  const format = useFormat()
  if (shown.people.length === 0) return <p className="dim">{t("noPeople")}</p>
  return (
    <>
      <Rows>
        {shown.people.map((one, index) => (
          <div key={`${one.who}-${one.sentAtMs}`} className="row">
            <button
              type="button"
              className={`btn quiet sm g ${css.person}`}
              aria-pressed={index === person}
              onClick={() => onPerson(index)}
            >
              {one.who}
            </button>
            <span className="dim sm nw">
              {t("sentWhen", { when: format.moment(one.sentAtMs), revision: one.revision })}{" "}
              {!one.counted && t("extra")}
            </span>
          </div>
        ))}
      </Rows>
      <RegionList
        shown={shown}
        regions={shown.people[person]?.body.regions ?? []}
        selected={selected}
        onSelect={onSelect}
      />
    </>
  )
}

function History({ shown }: { readonly shown: AssetShown }) {
  const format = useFormat()
  const sentence = useEventSentence()
  return (
    <Rows>
      {shown.history.map((event) => (
        <Row key={`${event.atMs}-${event.what}-${event.who}`} name={sentence(event)}>
          <span className="dim sm nw">{format.moment(event.atMs)}</span>
        </Row>
      ))}
    </Rows>
  )
}
