import type { DrawnExample, KindInWizard } from "./contract.ts"
import { colorAt, templateLabel } from "./label.ts"
import { Framed, Small } from "./small.tsx"

/** Lines of text on documents. */
export const transcription: KindInWizard = {
  templates: {
    receipts: {
      labels: [templateLabel(0, "line", "ligne", true), templateLabel(1, "total", "total", true)],
      guideline: {
        en: "# How to read receipts\n\n## 1.1 One box a line\n\nA box holds one printed line, from its first to its last sign.\n\n## 1.2 As it is printed\n\nType what the print says, faults included.\n\n## 1.3 Spaces\n\nWrite a space where the print shows one, also before % and €.\n",
        fr: "# Comment lire les tickets\n\n## 1.1 Une boîte par ligne\n\nUne boîte contient une ligne imprimée, du premier au dernier signe.\n\n## 1.2 Comme imprimé\n\nTapez ce que dit l’impression, fautes comprises.\n\n## 1.3 Espaces\n\nÉcrivez une espace là où l’impression en montre une, aussi avant % et €.\n",
      },
    },
  },
  tiles: [
    // Twenty letters, a look and Enter, by the keystroke-level model.
    { template: "receipts", Small: SmallText, seconds: 7 },
  ],
  Example: Receipt,
}

/** The ink right above the field, whatever pictures are in: a line of them is what counts. */
function SmallText() {
  return (
    <Small>
      <path fill="#f3f1ec" d="M0 0h224v68H0z" />
      <path fill="var(--panel)" d="M0 68h224v44H0z" />
      <g fontFamily="var(--mono)">
        <text x="16" y="24" fontSize="13" fill="#8b8b90">
          CAFE MOULU 250G
        </text>
        <text x="16" y="50" fontSize="15" fill="#45454a">
          LIQ. VAISSELLE
        </text>
        <rect x="8" y="77" width="208" height="27" rx="5" fill="none" stroke="var(--accent)" strokeWidth="2" />
        <text x="16" y="95" fontSize="14" fill="var(--text)">
          LIQ. VAISSELLE
        </text>
      </g>
      <Framed d="M11 34h138v22H11z" color="#e69f00" />
      <path d="M138 82v17" stroke="var(--accent)" strokeWidth="2" />
    </Small>
  )
}

function Receipt({ labels, name }: DrawnExample) {
  const lines = ["12 RUE DES ALIZES", "RIZ BRISE 5KG  4 250", "LAIT 1L  x2   1 900", "HUILE 1,5L    2 750"]
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#4b4741" d="M0 0h320v240H0z" />
      <path fill="#f3efe4" d="M60 10h200v230H60z" />
      <g fontFamily="monospace" fontSize="14" fill="#33302c">
        {lines.map((line, index) => (
          <text key={line} x="76" y={50 + index * 34}>
            {line}
          </text>
        ))}
        <text x="76" y="204" fontWeight="700" fontSize="18">
          TOTAL 8 900
        </text>
      </g>
      <g fill="none" strokeWidth="2">
        {lines.map((line, index) => (
          <path key={line} stroke={colorAt(labels, 0)} d={`M72 ${34 + index * 34}h176v22H72z`} />
        ))}
        <path stroke={colorAt(labels, 1)} d="M72 184h176v28H72z" />
      </g>
    </svg>
  )
}
