"""Our own few icons: 24 by 24, drawn with one stroke width, in the colour of the text around them."""

ICONS = {
    "phone": '<path d="M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15 15 0 0 1 4.5 5.5a2 2 0 0 1 2-2z"/>',
    "fax": '<path d="M7 9V3h8l2 2v4M4 9h16v9h-3M4 9v9h3M7 14h10v7H7z"/>',
    "heart": '<path d="M12 20S4 15 4 9.2A4.2 4.2 0 0 1 12 7.5a4.2 4.2 0 0 1 8 1.7C20 15 12 20 12 20z"/>',
    "eye": '<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/><circle cx="12" cy="12" r="2.8"/>',
    "hands": (
        '<circle cx="8" cy="7" r="3"/><circle cx="16.5" cy="8" r="2.5"/>'
        '<path d="M2.5 19.5c0-4 2.5-6.5 5.5-6.5s5.5 2.5 5.5 6.5M14 13.8c3.5-1.3 7.5.7 7.5 5.7"/>'
    ),
    "pencil": '<path d="m4 20 1-4.5L16.5 4l3.5 3.5L8.5 19zM14 6.5l3.5 3.5"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4"/>',
    "place": '<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "play": '<path d="M7 4.5v15l12.5-7.5z"/>',
    "film": '<path d="M3 5h18v14H3zM3 9h18M3 15h18M7 5v4M7 15v4M17 5v4M17 15v4"/><path d="M10.5 10.5v3l3-1.5z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "check": '<circle cx="12" cy="12" r="9"/><path d="m7.5 12.5 3 3 6-6.5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v.5"/>',
    "warning": '<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.5v.5"/>',
    "error": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM8.5 8.5l7 7M15.5 8.5l-7 7"/>',
}
