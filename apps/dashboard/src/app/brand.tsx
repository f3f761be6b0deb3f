export const Brand = () => (
  <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
    <path className="brand-line" d="M6 2v5.5c0 2 8 3 8 5V18" fill="none" strokeWidth="2" />
    <rect className="brand-yours" x="3.5" y="2.5" width="5" height="5" strokeWidth="1.5" />
    <circle className="brand-ours" cx="14" cy="14" r="3" />
  </svg>
);
