import { type AnnotationBody, AssetId, type Ontology } from "@justesse/types"
import type { GoldTrial } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Seg } from "../../ui/layout.tsx"
import { type DrawnBox, drawnAt, Picture } from "../../ui/Picture.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { Played } from "../../workbench/media/Played.tsx"
import { isPictured } from "../../workbench/media/pictured.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"

type Trial = z.infer<typeof GoldTrial>
type Layer = "both" | "known" | "people"

/** A known answer that trusted people contradict: both over each other, and the verdict. */
export function TrialPage() {
  const t = useT("gold")
  const project = useProjectSlug()
  const { image } = useParams({ from: "/manage/p/$project/gold/$image" })
  const asset = AssetId.parse(Number(image))
  usePageName(t("trial.title"))
  const query = useQuery(trpc.gold.trial.queryOptions({ project, asset }))
  return (
    <div className="content">
      <Loaded query={query}>{(trial) => <Body project={project} trial={trial} />}</Loaded>
    </div>
  )
}

function Body({ project, trial }: { readonly project: string; readonly trial: Trial }) {
  const t = useT("gold")
  const format = useFormat()
  const toast = useToast()
  const go = useGo()
  const [layer, setLayer] = useState<Layer>("both")
  const give = useAct(
    (verdict: "known" | "people") => api.gold.verdict.mutate({ project, asset: trial.asset, verdict, answer: null }),
    ({ corrected }, verdict) => {
      toast.done(t(`trial.done_${verdict}`, { count: corrected }))
      void refresh("gold", "quality", "asset")
      go({ to: "/p/$project/gold", params: { project } })
    },
  )
  useFlip(setLayer)
  return (
    <>
      <Crumbs
        here={trial.name}
        items={linkOptions([{ to: "/p/$project/gold", params: { project }, children: t("title") }])}
      />
      <Head title={trial.name}>
        <Button disabled={give.isPending} onClick={() => give.mutate("known")}>
          {t("trial.known")}
        </Button>
        <Button disabled={give.isPending} look="primary" onClick={() => give.mutate("people")}>
          {t("trial.people")}
        </Button>
      </Head>
      <Intro>
        <Rich k="trial.lead" t={t} values={{ count: trial.asked, doubt: format.percent(trial.doubt) }} />
      </Intro>
      <div className={`bar ${measures.above16below8}`}>
        <Seg
          label={t("trial.layers")}
          onChange={setLayer}
          options={(["both", "known", "people"] as const).map((value) => ({ value, name: t(`trial.layer.${value}`) }))}
          value={layer}
        />
        <span className="dim sm only-wide">
          <kbd aria-hidden="true">H</kbd> {t("trial.flip")}
        </span>
      </div>
      {!isPictured(trial.media) ? (
        <Played label={trial.name} media={trial.media} />
      ) : (
        <Picture boxes={drawn(trial, layer)} label={trial.name} size={trial.size} src={trial.media.preview} />
      )}
      <div className={`two ${measures.above20}`}>
        <Answer body={trial.known} ontology={trial.ontology} title={t("trial.layer.known")} />
        <Answer body={trial.people} ontology={trial.ontology} title={t("trial.layer.people")} />
      </div>
      <p className={`dim sm ${measures.above16} ${measures.upTo720}`}>{t("trial.what")}</p>
    </>
  )
}

/** `H` shows one layer after the other on each tap. */
function useFlip(setLayer: (change: (layer: Layer) => Layer) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const inField = event.target instanceof Element && event.target.closest("input, select, textarea")
      if (event.key.toLowerCase() !== "h" || event.repeat || inField || event.ctrlKey || event.metaKey) return
      setLayer((layer) => (layer === "both" ? "known" : layer === "known" ? "people" : "both"))
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [setLayer])
}

function drawn({ known, people }: Trial, layer: Layer): DrawnBox[] {
  const of = (body: AnnotationBody, own: boolean): DrawnBox[] =>
    body.regions.map((region) => ({ key: `${own}-${region.id}`, ...drawnAt(region), color: "#56b4e9", own }))
  return [...(layer === "people" ? [] : of(known, false)), ...(layer === "known" ? [] : of(people, true))]
}

function Answer({ title, body, ontology }: { title: string; body: AnnotationBody; ontology: Ontology }) {
  const t = useT("gold")
  const name = useLabelNames(ontology)
  return (
    <section aria-label={title}>
      <div className="sec-h">
        <h2>{title}</h2>
      </div>
      {body.regions.length === 0 && <p className="dim">{t("trial.nothing")}</p>}
      <ol className={`rows ${measures.flush} ${measures.bare} ${measures.noMarks}`}>
        {body.regions.slice(0, 200).map((region) => (
          <li className="row" key={region.id}>
            <span className="g">{name(region.label)}</span>
            <span className="mono" dir="auto">
              {region.transcript?.value ?? ""}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
