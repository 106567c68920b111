/** A colour as a small round or square sign; with a digit, where it has one. */
export function Swatch({ className, color, digit, isRound, isUnlit }: SwatchProps) {
  return (
    <svg aria-hidden="true" className={className} viewBox="0 0 16 16">
      <rect fill={color} height="16" rx={isRound ? 8 : 4} width="16" />
      {digit !== undefined && (
        <text
          fill="#101112"
          fillOpacity={isUnlit ? 0.35 : 1}
          fontSize="11"
          fontWeight="600"
          textAnchor="middle"
          x="8"
          y="12"
        >
          {digit}
        </text>
      )}
    </svg>
  )
}

interface SwatchProps {
  readonly className: string | undefined
  readonly color: string
  readonly digit?: number | undefined
  readonly isRound?: boolean
  /** The digit chooses nothing now. */
  readonly isUnlit?: boolean
}
