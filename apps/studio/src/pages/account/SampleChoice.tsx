import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import css from "./page.module.css"

/** The sample project, or an empty studio. */
export function SampleChoice({
  sample,
  onChange,
}: {
  readonly sample: boolean
  readonly onChange: (sample: boolean) => void
}) {
  const t = useT("account")
  return (
    <>
      <h2 className={measures.above24}>{t("setup.begin")}</h2>
      <div className="pair">
        <button
          type="button"
          className={sample ? "choice on" : "choice"}
          aria-pressed={sample}
          onClick={() => onChange(true)}
        >
          <SampleDrawing />
          <span className={`b ${measures.block} ${measures.above8}`}>{t("setup.sample")}</span>
          <span className={`hint ${measures.flush}`}>{t("setup.sampleText")}</span>
        </button>
        <button
          type="button"
          className={sample ? "choice" : "choice on"}
          aria-pressed={!sample}
          onClick={() => onChange(false)}
        >
          <span className={`dim ${css.noSample}`}>
            <Icon name="plus" />
          </span>
          <span className={`b ${measures.block} ${measures.above8}`}>{t("setup.empty")}</span>
          <span className={`hint ${measures.flush}`}>{t("setup.emptyText")}</span>
        </button>
      </div>
    </>
  )
}

/** A street with three boxed things, as small as a stamp. */
function SampleDrawing() {
  return (
    <svg className="pic" viewBox="0 0 280 66" preserveAspectRatio="xMidYMid slice" height="66" aria-hidden="true">
      <path fill="#c9c2b4" d="M0 0h280v44H0z" />
      <path fill="#8d8577" d="M0 44h280v22H0z" />
      <path fill="#b5453a" d="M34 30h64v20H34z" />
      <circle cx="50" cy="51" r="6" fill="#2a2b2d" />
      <circle cx="84" cy="51" r="6" fill="#2a2b2d" />
      <path fill="#3d6b8f" d="M136 22h14v32h-14z" />
      <path fill="#f0e442" d="M206 10h34v18h-34zM221 28h4v28h-4z" />
      <g fill="none" strokeWidth="2">
        <path stroke="#e69f00" d="M31 27h70v32H31z" />
        <path stroke="#56b4e9" d="M132 14h22v43h-22z" />
        <path stroke="#009e73" d="M203 7h40v24h-40z" />
      </g>
    </svg>
  )
}
