"""Google's part of an add-on: what the side panel of a spreadsheet asks for is posted to it.

The add-on is known by the address of its deployment resource only (setting.py). Its cards are drawn
by the page (`web/spreadsheet`); what stands here reads the deployment, makes and
signs the events, and reads the answers, each as Google's reference has it and strictly.
"""
