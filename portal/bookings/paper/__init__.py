"""The paper kit (紙の一式) of an occasion: application sheet, notice to put up, text for the bulletin, QR code.

Made from the occasion as it is stored, at any time, also while it is being prepared. A sheet and its page
in the browser are made from the same values, so that they say the same.
"""
